import { pushAll } from '../base/lists.ts';
import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { Method } from './method.ts';

export interface StepTerms {
  /** [state]; each is the state plus its increment. */
  readonly next: readonly Term[];
  /** [state]. */
  readonly increments: readonly Term[];
  /** [state]; empty where the method has no error estimate. */
  readonly error: readonly Term[];
  /** At the beginning of the step, [state]. */
  readonly slopes: readonly Term[];
  /** States at which later stages are evaluated: what a reverse sweep should not compute again. */
  readonly stages: readonly Term[];
}

/** One step of an explicit Runge-Kutta method from (time, states) over the input `step`. */
export function stepTerms(
  graph: Graph,
  method: Method,
  rates: (time: Term, states: readonly Term[]) => readonly Term[],
  time: Term,
  states: readonly Term[],
): StepTerms {
  const h = graph.input('step', 0);
  const slopes: (readonly Term[])[] = [];
  const stages: Term[] = [];
  /** start + h sum_j weights_j k_j, for one state */
  const moved = (start: Term, index: number, weights: readonly number[]): Term =>
    weights.reduce<Term>((sum, weight, stage) => {
      if (weight === 0) return sum;
      const weightedStep = graph.apply('multiply', graph.constant(weight), h);
      return graph.apply('add', sum, graph.apply('multiply', weightedStep, slopes[stage][index]));
    }, start);
  method.a.forEach((row, stage) => {
    const at = states.map((state, index) => moved(state, index, row));
    if (stage > 0) pushAll(stages, at);
    const offset = graph.apply('multiply', graph.constant(method.c[stage]), h);
    slopes.push(rates(graph.apply('add', time, offset), at));
  });
  const { error } = method;
  const zero = graph.constant(0);
  // summed before they are added to the state, which is larger: less of them is rounded away
  const increments = states.map((_, index) => moved(zero, index, method.b));
  return {
    next: states.map((state, index) => graph.apply('add', state, increments[index])),
    increments,
    error: error === null ? [] : states.map((_, index) => moved(zero, index, error)),
    slopes: slopes[0] as readonly Term[],
    stages,
  };
}
