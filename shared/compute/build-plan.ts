import type { Model } from '../model/model.ts';
import { primitiveOf } from '../model/operations/index.ts';
import type { Term } from '../model/operations/operation.ts';
import { reverseSweep } from './differentiate.ts';
import { Graph, reachable } from './graph.ts';
import type { Block, KernelPlan } from './kernel-plan.ts';
import type { Method } from './method.ts';
import { translateModel } from './translate.ts';

/** log(2 pi) */
const logTwoPi = Math.log(2 * Math.PI);

/** Model + method -> plan. The model is checked, so nothing can fail. */
export function buildPlan(model: Model, method: Method): KernelPlan {
  const graph = new Graph();
  const terms = translateModel(graph, model);
  const time = graph.input('time', 0);
  const states = model.states.map((_, index) => graph.input('state', index));

  // forward
  const { next, stages } = stepTerms(graph, method, terms.rates, time, states);
  const { predictions, precisions } = terms.observe(time, states);
  const logDensities = predictions.map((prediction, signal) =>
    maskedLogDensity(graph, signal, prediction, precisions[signal] as Term),
  );

  // reverse
  const isVarying = varying(graph);
  const accumulated = hoistedFrontier(graph, [...next, ...logDensities], isVarying);
  const wanted = new Set([...states, ...accumulated]);
  const one = graph.constant(1);
  const zero = graph.constant(0);
  const adjointOf = (index: number): Term => graph.input('adjoint', index);
  const observed = reverseSweep(
    graph,
    logDensities.map((density) => [density, one]),
    wanted,
  );
  const stepped = reverseSweep(
    graph,
    next.map((term, state) => [term, adjointOf(state)]),
    wanted,
  );
  const collect = (adjoints: ReadonlyMap<Term, Term>, of: readonly Term[]): readonly Term[] =>
    of.map((term) => adjoints.get(term) ?? zero);
  const observedAdjoints = collect(observed, states);
  const observedFlows = collect(observed, accumulated);
  const stepAdjoints = collect(stepped, states);
  const stepFlows = collect(stepped, accumulated);
  const parameterInputs = model.parameters.map((_, index) => graph.input('parameter', index));
  const onceAdjoints = reverseSweep(
    graph,
    [
      ...terms.initial.map((term, state): [Term, Term] => [term, adjointOf(state)]),
      ...accumulated.map((term, index): [Term, Term] => [term, adjointOf(states.length + index)]),
    ],
    new Set(parameterInputs),
  );
  const gradient = collect(onceAdjoints, parameterInputs);

  // what varies along a trajectory goes into blocks, all else is computed once
  const observeOutputs = [...predictions, ...precisions, ...logDensities];
  const reverseOutputs = [...observedAdjoints, ...observedFlows, ...stepAdjoints, ...stepFlows];
  const hoisted = hoistedFrontier(graph, [...next, ...observeOutputs, ...reverseOutputs], isVarying);
  const once = operationsIn(graph, [...terms.initial, ...hoisted, ...accumulated]);
  const inOnce = new Set(once.instructions);
  const block = (outputs: readonly Term[], leaf: (term: Term) => boolean = () => false): Block =>
    operationsIn(graph, outputs, (term) => inOnce.has(term) || leaf(term));
  const step = block(next);
  const tape = tapeOf(graph, step, [...stepAdjoints, ...stepFlows], stages, inOnce);
  const taped = new Set(tape);

  return {
    graph,
    method,
    states: model.states.length,
    signals: model.observables.length,
    parameters: model.parameters.length,
    doses: model.treatments.length,
    once,
    initial: terms.initial,
    step,
    next,
    tape,
    observe: block(observeOutputs),
    predictions,
    precisions,
    logDensities,
    accumulated,
    reverseObserve: block([...observedAdjoints, ...observedFlows]),
    observedAdjoints,
    observedFlows,
    reverseStep: block([...stepAdjoints, ...stepFlows], (term) => taped.has(term)),
    stepAdjoints,
    stepFlows,
    reverseOnce: block(gradient),
    gradient,
  };
}

/** One step of an explicit Runge-Kutta method; `stages` are the states at which later stages are evaluated. */
function stepTerms(
  graph: Graph,
  method: Method,
  rates: (time: Term, states: readonly Term[]) => readonly Term[],
  time: Term,
  states: readonly Term[],
): { readonly next: readonly Term[]; readonly stages: readonly Term[] } {
  const h = graph.input('step', 0);
  const slopes: (readonly Term[])[] = [];
  const stages: Term[] = [];
  /** y + h sum_j weights_j k_j */
  const moved = (weights: readonly number[]): readonly Term[] =>
    states.map((state, index) =>
      weights.reduce((sum, weight, stage) => {
        if (weight === 0) return sum;
        const weightedStep = graph.apply('multiply', graph.constant(weight), h);
        return graph.apply('add', sum, graph.apply('multiply', weightedStep, slopes[stage]?.[index] as Term));
      }, state),
    );
  method.a.forEach((row, stage) => {
    const at = moved(row);
    if (stage > 0) stages.push(...at);
    const offset = graph.apply('multiply', graph.constant(method.c[stage] as number), h);
    slopes.push(rates(graph.apply('add', time, offset), at));
  });
  return { next: moved(method.b), stages };
}

/** mask (log p / 2 - log(2 pi) / 2 - p (prediction - observation)^2 / 2), p = 1/variance */
function maskedLogDensity(graph: Graph, signal: number, prediction: Term, precision: Term): Term {
  const half = graph.constant(0.5);
  const residual = graph.apply('subtract', prediction, graph.input('observation', signal));
  const misfit = graph.apply('multiply', precision, graph.apply('multiply', residual, residual));
  const normaliser = graph.apply(
    'multiply',
    half,
    graph.apply('subtract', graph.apply('log', precision), graph.constant(logTwoPi)),
  );
  const density = graph.apply('subtract', normaliser, graph.apply('multiply', half, misfit));
  return graph.apply('multiply', graph.input('mask', signal), density);
}

/** Whether a node depends on anything but parameters and doses. Memoised over a growing graph. */
function varying(graph: Graph): (term: Term) => boolean {
  const known: boolean[] = [];
  return (term) => {
    // arguments have smaller numbers, so one ascending pass decides all
    for (let next = known.length; next <= term; next++) {
      const node = graph.node(next);
      known.push(
        node.kind === 'input'
          ? node.input !== 'parameter' && node.input !== 'dose'
          : node.kind === 'operation' && node.args.some((arg) => known[arg] === true),
      );
    }
    return known[term] === true;
  };
}

/** The largest quantities below `outputs` that do not vary along a trajectory; constants are left out. */
function hoistedFrontier(
  graph: Graph,
  outputs: readonly Term[],
  isVarying: (term: Term) => boolean,
): readonly Term[] {
  const isHoisted = (term: Term): boolean => !isVarying(term);
  return reachable(graph, outputs, isHoisted).filter(
    (term) => isHoisted(term) && graph.node(term).kind !== 'constant',
  );
}

function operationsIn(
  graph: Graph,
  outputs: readonly Term[],
  isLeaf: (term: Term) => boolean = () => false,
): Block {
  return {
    instructions: reachable(graph, outputs, isLeaf).filter(
      (term) => graph.node(term).kind === 'operation' && !isLeaf(term),
    ),
  };
}

/**
 * What the reverse step should read rather than compute again: states of the stages and results of dear operations,
 * as far as it needs them. All else is cheap to repeat from these.
 */
function tapeOf(
  graph: Graph,
  step: Block,
  reverseOutputs: readonly Term[],
  stages: readonly Term[],
  inOnce: ReadonlySet<Term>,
): readonly Term[] {
  const worthKeeping = new Set(stages.filter((term) => graph.node(term).kind === 'operation'));
  for (const term of step.instructions) {
    const node = graph.node(term);
    if (node.kind === 'operation' && primitiveOf(node.operation).dear) worthKeeping.add(term);
  }
  return reachable(graph, reverseOutputs, (term) => inOnce.has(term) || worthKeeping.has(term)).filter(
    (term) => worthKeeping.has(term),
  );
}
