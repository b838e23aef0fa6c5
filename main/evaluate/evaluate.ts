import { largest } from '../../shared/base/lists.ts';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import { type Kernel, type TrajectoryStatus, trajectoryStatus } from '../../shared/compute/kernel.ts';
import { statusProblems } from '../../shared/compute/status-problems.ts';
import type { Model } from '../../shared/model/model.ts';
import type { EvaluateInput } from './evaluate-input.ts';
import { type NamedWeights, namedWeights } from './evaluate-weights.ts';

/** The output of `evaluate`; null where there is no number. */
export interface EvaluateOutput {
  readonly backend: string;
  readonly draws: readonly EvaluatedDraw[];
  /** d (sum of all logLik) / d weight, under the layers' names; absent for models without layers. */
  readonly weightGradients?: NamedWeights;
}

type Numbers = readonly (number | null)[];

export interface EvaluatedDraw {
  readonly status: TrajectoryStatus;
  /** Absent for individuals without observations, as is the gradient. */
  readonly logLik?: number | null;
  readonly logLikBySignal?: Readonly<Record<string, number | null>>;
  /** Hours: the union of the individual's times. */
  readonly times: Numbers;
  readonly states: Readonly<Record<string, Numbers>>;
  readonly observables: Readonly<Record<string, Numbers>>;
  /** d logLik / d parameter, natural scale, of every parameter that was given. */
  readonly gradient?: Readonly<Record<string, number | null>>;
}

/**
 * Solves every draw, with a warning for each reason why some have no solution, and gives everything that another tool could be compared with, so in double precision: `auto` is
 * `javascript` here, not what is fastest.
 */
export async function evaluate(
  model: Model,
  input: EvaluateInput,
  backend: string,
): Promise<Outcome<EvaluateOutput>> {
  const kernel = compileKernel({
    model,
    method: input.method,
    backend: backend === 'auto' ? 'javascript' : backend,
    parts: partsTaken(model, input),
    // a few trajectories, whose numbers someone reads: every step is watched
    control: { watchEvery: 1 },
  });
  if (!kernel.ok) return failure(kernel.problems);
  try {
    if (input.weights.length > 0) kernel.value.setWeights(input.weights);
    const evaluated = await evaluateDraws(model, input, kernel.value);
    const status = Uint8Array.from(evaluated.draws, (draw) => trajectoryStatus.indexOf(draw.status));
    return success({ backend: kernel.value.backend, ...evaluated }, statusProblems(status, input.method));
  } finally {
    await kernel.value.close();
  }
}

async function evaluateDraws(
  model: Model,
  input: EvaluateInput,
  kernel: Kernel,
): Promise<Omit<EvaluateOutput, 'backend'>> {
  const { individuals, draws } = input;
  if (draws.length === 0) return { draws: [] };
  kernel.bind(individuals.map((individual) => individual.kernel));
  const [states, signals, parameters] = [
    model.states.length,
    model.observables.length,
    model.parameters.length,
  ];
  const chosen = Int32Array.from(draws, (draw) => draw.individual);
  const longest = largest(
    draws.map((draw) => individuals[draw.individual]?.kernel.times_h.length ?? 0),
    0,
  );
  const request = {
    individuals: chosen,
    draws: 1,
    parameters: concatenate(draws.map((draw) => draw.parameters)),
  };
  const count = draws.length;
  const weightGradient = new Float64Array(input.weights.length);
  const observed = Float64Array.from(draws, (draw) =>
    individuals[draw.individual]?.observed === true ? 1 : 0,
  );
  const likelihood = {
    logLik: new Float64Array(count),
    status: new Uint8Array(count),
    gradient: new Float64Array(count * parameters),
    logLikBySignal: new Float64Array(count * signals),
    ...(input.weights.length > 0 && { weightGradient }),
  };
  const simulation = {
    status: new Uint8Array(count),
    states: new Float64Array(count * states * longest),
    observables: new Float64Array(count * signals * longest),
  };
  await kernel.logLikelihood({ ...request, rowWeights: observed }, likelihood);
  await kernel.simulate(request, simulation);
  const signalNames = model.observables.map((observable) => observable.signal);
  const evaluated = draws.map((draw, d): EvaluatedDraw => {
    const individual = individuals[draw.individual];
    const times = individual?.kernel.times_h ?? new Float64Array(0);
    const status = trajectoryStatus[likelihood.status[d] || simulation.status[d] || 0] ?? 'notFinite';
    // Unspecified where the status is not ok.
    const number = (value: number | undefined): number | null =>
      status === 'ok' && value !== undefined && Number.isFinite(value) ? value : null;
    const series = (values: Float64Array, row: number): Numbers =>
      Array.from(values.subarray(row * longest, row * longest + times.length), number);
    const trajectory = {
      status,
      times: [...times],
      states: named(
        model.states.map((state) => state.name),
        (j) => series(simulation.states, d * states + j),
      ),
      observables: named(signalNames, (s) => series(simulation.observables, d * signals + s)),
    };
    if (individual?.observed !== true) return trajectory;
    const givenNames = draw.given.map((p) => model.parameters[p]?.name ?? '');
    return {
      ...trajectory,
      logLik: number(likelihood.logLik[d]),
      logLikBySignal: named(signalNames, (s) => number(likelihood.logLikBySignal[d * signals + s])),
      gradient: named(givenNames, (g) => number(likelihood.gradient[d * parameters + (draw.given[g] ?? 0)])),
    };
  });
  if (input.weights.length === 0 || !observed.includes(1)) return { draws: evaluated };
  return { draws: evaluated, weightGradients: namedWeights(model, partsTaken(model, input), weightGradient) };
}

/** Parts matter to a kernel only where a layer takes them. */
function partsTaken(model: Model, input: EvaluateInput): number {
  return model.layers.length === 0 ? 0 : input.parts;
}

function named<T>(names: readonly string[], value: (index: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name, index) => [name, value(index)]));
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
