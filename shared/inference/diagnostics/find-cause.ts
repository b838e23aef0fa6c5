import { compileKernel } from '../../compute/compile.ts';
import {
  type Kernel,
  type KernelIndividual,
  statusCode,
  type TrajectoryStatus,
  trajectoryStatus,
} from '../../compute/kernel.ts';
import { methods } from '../../compute/methods/index.ts';
import { type FitPlan, fittedSignals, kernelChoice } from '../plan/fit-plan.ts';
import type { FailureCause } from './failure-cause.ts';

/** A draw that failed: of which well, and what the simulator saw. */
export interface FailedDraw {
  /** Index into `plan.individuals`. */
  readonly well: number;
  /** Natural scale, [model parameter]. */
  readonly parameters: Float64Array;
}

/** Solves draws again, one at a time and in double precision, to see what goes wrong first. */
export interface CauseFinder {
  find(draw: FailedDraw, isSingle: boolean): Promise<FailureCause>;
  close(): Promise<void>;
}

/** @param layers weights of the model's networks, empty without any. */
export function makeCauseFinder(plan: FitPlan, layers: Float64Array): CauseFinder {
  const own = doubleKernel(plan, plan.spec.method, plan.spec.control);
  // With as many steps as it likes, whatever the spec allows its own method.
  const implicit = isImplicit(plan.spec.method) ? null : doubleKernel(plan, 'sdirk4', {});
  for (const kernel of [own, implicit]) if (layers.length > 0) kernel?.setWeights(layers);
  const solve = async (kernel: Kernel, well: KernelIndividual, parameters: Float64Array) => {
    kernel.bind([well]);
    return solveOne(kernel, plan, well, parameters);
  };
  return {
    find: async ({ well, parameters }, isSingle) => {
      if (own === null) return { kind: 'unknown' };
      const individual = plan.individuals[well];
      const solved = await solve(own, individual, parameters);
      if (solved.logLik !== null) {
        const names = plan.model.parameters.map(({ name }) => name);
        const unsound = names.filter((_, p) => !Number.isFinite(solved.gradient[p]));
        if (unsound.length > 0) return { kind: 'gradient', parameters: unsound };
        return isSingle ? { kind: 'singlePrecision' } : { kind: 'unknown' };
      }
      const started = startCause(plan, individual, solved);
      if (started !== null) return started;
      // Explicit steps that are too long may end in numbers, of no meaning but finite.
      const through = implicit === null ? null : await solve(implicit, individual, parameters);
      if (solved.isTrajectory && through?.logLik == null) return readingCause(plan, individual, solved);
      const good = solved.isTrajectory
        ? { count: firstUnsound(plan, individual, solved), states: solved.states }
        : await lastGood(individual, (cut) => solve(own, cut, parameters));
      const stride = solved.isTrajectory ? individual.times_h.length : good.count;
      return {
        kind: 'steps',
        from_h: individual.times_h[Math.max(0, good.count - 1)],
        to_h: individual.times_h[Math.min(good.count, individual.times_h.length - 1)],
        ...largestState(plan, good.states, Math.max(0, good.count - 1), stride),
        isOutOfSteps: solved.status === 'maxSteps',
        implicitSolves: through?.isTrajectory === true,
      };
    },
    close: async () => {
      for (const kernel of [own, implicit]) await kernel?.close();
    },
  };
}

export function isImplicit(method: string): boolean {
  return methods.find(({ id }) => id === method)?.kind === 'diagonallyImplicit';
}

/** Every method runs on it, in float64. null: there is nothing to solve. */
function doubleKernel(plan: FitPlan, method: string, control: FitPlan['spec']['control']): Kernel | null {
  if (plan.model.states.length === 0) return null;
  const kernel = compileKernel({ ...kernelChoice(plan, 'javascript'), method, control });
  return kernel.ok ? kernel.value : null;
}

interface Solved {
  /** Whether it was solved to the end, well or badly. */
  readonly isTrajectory: boolean;
  readonly status: TrajectoryStatus;
  /** null: none that is a number. */
  readonly logLik: number | null;
  /** [model parameter]; of no meaning without a log likelihood. */
  readonly gradient: Float64Array;
  /** [state, time]; beyond the last good time of no meaning. */
  readonly states: Float64Array;
  /** [signal, time]. */
  readonly predictions: Float64Array;
  readonly sds: Float64Array;
}

async function solveOne(
  kernel: Kernel,
  plan: FitPlan,
  individual: KernelIndividual,
  parameters: Float64Array,
): Promise<Solved> {
  const request = { individuals: Int32Array.of(0), draws: 1, parameters };
  const length = individual.times_h.length;
  const { states, observables } = plan.model;
  const value = { logLik: new Float64Array(1), status: new Uint8Array(1) };
  await kernel.logLikelihood(request, value);
  const simulation = {
    status: new Uint8Array(1),
    states: new Float64Array(states.length * length).fill(Number.NaN),
    observables: new Float64Array(observables.length * length).fill(Number.NaN),
    residualSd: new Float64Array(observables.length * length).fill(Number.NaN),
  };
  await kernel.simulate(request, simulation);
  const isSound = value.status[0] === statusCode.ok && Number.isFinite(value.logLik[0]);
  // A derivative that is no number must not take the value with it, so it is asked for apart.
  const gradient = new Float64Array(parameters.length);
  const sloped = { logLik: new Float64Array(1), status: new Uint8Array(1), gradient };
  if (isSound) await kernel.logLikelihood(request, sloped);
  return {
    isTrajectory: simulation.status[0] === statusCode.ok,
    status: trajectoryStatus[simulation.status[0]],
    logLik: isSound ? value.logLik[0] : null,
    gradient,
    states: simulation.states,
    predictions: simulation.observables,
    sds: simulation.residualSd,
  };
}

/** The longest beginning of the well's times that has a solution, by halving. */
async function lastGood(
  individual: KernelIndividual,
  solve: (cut: KernelIndividual) => Promise<Solved>,
): Promise<{ readonly count: number; readonly states: Float64Array }> {
  let states = new Float64Array(0);
  let good = 0;
  let bad = individual.times_h.length;
  while (bad - good > 1) {
    const count = Math.floor((good + bad) / 2);
    const solved = await solve(cutAfter(individual, count));
    if (solved.isTrajectory) {
      good = count;
      states = Float64Array.from(solved.states);
    } else bad = count;
  }
  return { count: good, states };
}

/** Its first `count` times. */
function cutAfter(individual: KernelIndividual, count: number): KernelIndividual {
  const length = individual.times_h.length;
  const rows = <T extends Float64Array | Uint8Array>(values: T): T => {
    const cut = values.slice(0, (values.length / length) * count) as T;
    for (let row = 0; row * length < values.length; row++) {
      cut.set(values.subarray(row * length, row * length + count), row * count);
    }
    return cut;
  };
  return {
    ...individual,
    times_h: individual.times_h.slice(0, count),
    observations: rows(individual.observations),
    mask: rows(individual.mask),
    ...(individual.schedule && { schedule: rows(individual.schedule) }),
  };
}

/** Of the states at time number `n` the one of the largest size; states are [state, time]. */
function largestState(
  plan: FitPlan,
  states: Float64Array,
  n: number,
  times: number,
): { readonly state: string; readonly value: number } {
  const then = plan.model.states.map(({ name }, j) => ({ state: name, value: states[j * times + n] }));
  return then.reduce((most, one) => (Math.abs(one.value) > Math.abs(most.value) ? one : most));
}

/** null: all states start at numbers. */
function startCause(plan: FitPlan, { times_h }: KernelIndividual, { states }: Solved): FailureCause | null {
  const at = plan.model.states.map(({ name }, j) => ({ state: name, value: states[j * times_h.length] }));
  const unsound = at.find(({ value }) => !Number.isFinite(value));
  return unsound === undefined ? null : { kind: 'start', ...unsound };
}

/** Number of the first time at which what is compared with a reading is no number. */
function firstUnsound(plan: FitPlan, { times_h }: KernelIndividual, { predictions, sds }: Solved): number {
  const length = times_h.length;
  const signals = [...plan.model.observables.keys()];
  const isSound = (n: number): boolean =>
    signals.every((s) => Number.isFinite(predictions[s * length + n] + sds[s * length + n]));
  const first = Array.from(times_h.keys()).find((n) => !isSound(n));
  return first ?? length - 1;
}

/** The first reading in time whose density is none, though the trajectory is one. */
function readingCause(plan: FitPlan, individual: KernelIndividual, solved: Solved): FailureCause {
  const length = individual.times_h.length;
  let far = { kind: 'farReading', signal: '', time_h: 0, sds: 0 } satisfies FailureCause as FailureCause & {
    kind: 'farReading';
  };
  const names = fittedSignals(plan);
  for (let n = 0; n < length; n++) {
    for (const [s, signal] of names.entries()) {
      const at = s * length + n;
      if (individual.mask[at] === 0) continue;
      const place = { signal, time_h: individual.times_h[n] };
      const [reading, prediction, sd] = [individual.observations[at], solved.predictions[at], solved.sds[at]];
      if (!Number.isFinite(reading)) return { kind: 'reading', ...place, value: reading };
      if (!Number.isFinite(prediction)) return { kind: 'prediction', ...place, value: prediction };
      if (!(sd > 0 && Number.isFinite(sd))) return { kind: 'residualSd', ...place, value: sd, prediction };
      const sds = Math.abs(reading - prediction) / sd;
      if (sds > far.sds) far = { kind: 'farReading', ...place, sds };
    }
  }
  return far.signal === '' ? { kind: 'unknown' } : far;
}
