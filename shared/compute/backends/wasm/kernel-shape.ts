import { type Local, local } from '../../../wasm/code.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { StepControl } from '../stepper.ts';
import { type ConstantPool, constantsBase } from './constant-pool.ts';
import type { RecordShape } from './record-layout.ts';
import type { ScratchLayout } from './scratch-layout.ts';

/** All that the emitted functions of a kernel are made from. */
export interface KernelShape extends RecordShape {
  readonly relaxed: boolean;
  /** See StepControl. */
  readonly watchEvery: number;
  /** For methods that choose their own steps; null: steps are given. */
  readonly ownSteps: StepControl | null;
  readonly scratch: ScratchLayout;
  readonly constants: ConstantPool;
}

/** Arguments of every emitted function, byte addresses but `length` and `groups`; `task-list.ts` passes them in this order. */
export interface FunctionArguments {
  readonly constants: Local;
  readonly scratch: Local;
  /** Of the individual. */
  readonly record: Local;
  /** Grid points. */
  readonly length: Local;
  /** Groups of lanes to solve, at least one. */
  readonly groups: Local;
  /** [row, parameter] float64, natural scale. */
  readonly parameters: Local;
  /** Of layers, flat, numbers of a lane's width. */
  readonly weights: Local;
  /** [row] float64: weight of a trajectory in the gradient of layers' weights. */
  readonly rowWeights: Local;
  /** Results, float64: [row], [row, signal], [row, parameter]. */
  readonly logLik: Local;
  readonly bySignal: Local;
  readonly gradient: Local;
  /** Bytes that the thread's scratch has for steps. */
  readonly tapeBytes: Local;
  /** [weight] float64: of the layers' weights, summed over the call's rows. */
  readonly weightGradient: Local;
  /** [row] float64: a `statusCode`, or not finite where the trajectory is not. */
  readonly status: Local;
  /** Of a simulation: vectors [group, point, state], then [.., signal] twice; 0: not wanted. */
  readonly states: Local;
  readonly observables: Local;
  readonly residualSd: Local;
}

export function functionArguments(): FunctionArguments {
  const address = (name: string): Local => local(name, 'i32');
  return {
    constants: constantsBase,
    scratch: address('scratch'),
    record: address('record'),
    length: address('length'),
    groups: address('groups'),
    parameters: address('parameters'),
    weights: address('weights'),
    rowWeights: address('rowWeights'),
    logLik: address('logLik'),
    bySignal: address('bySignal'),
    gradient: address('gradient'),
    tapeBytes: address('tapeBytes'),
    weightGradient: address('weightGradient'),
    status: address('status'),
    states: address('states'),
    observables: address('observables'),
    residualSd: address('residualSd'),
  };
}

/** What a function keeps along a trajectory. */
export interface TrajectoryLocals {
  /** [state]. */
  readonly states: readonly Local[];
  /** What rounding took from the states, [state]. */
  readonly remainders: readonly Local[];
  /** `statusCode.unstable` where given steps ran away, else `ok`. */
  readonly exploded: Local;
  /** Whether steps are watched, 1 or 0. */
  readonly watched: Local;
  /** Of reverse sweeps, [state]. */
  readonly adjoints: readonly Local[];
  /** [accumulator]. */
  readonly accumulators: readonly Local[];
  readonly carried: readonly Local[];
  readonly carriedAdjoints: readonly Local[];
  /** What is added up along the grid, and log likelihoods in the end, [signal]. */
  readonly sums: readonly Local[];
  readonly logLikelihoods: readonly Local[];
  /** Where the rows of the grid point, and of the step, are. */
  readonly row: Local;
  readonly grid: Local;
  readonly tape: Local;
  readonly point: Local;
  readonly substep: Local;
  /** How many sub-steps are run, those included that are only tried. */
  readonly runs: Local;
  /** The same number in every lane. */
  readonly substepLanes: Local;
  /** Time and length of the step, where they are not those of the row. */
  readonly time: Local;
  readonly step: Local;
}

export function trajectoryLocals(plan: KernelPlan): TrajectoryLocals {
  const vectors = (name: string, count: number): readonly Local[] =>
    Array.from({ length: count }, (_, index) => local(`${name}${index}`, 'v128'));
  return {
    states: vectors('y', plan.states),
    remainders: vectors('c', plan.states),
    exploded: local('exploded', 'v128'),
    watched: local('watched', 'i32'),
    adjoints: vectors('l', plan.states),
    accumulators: vectors('A', plan.accumulated.length),
    carried: vectors('r', plan.carried.length),
    carriedAdjoints: vectors('R', plan.carried.length),
    sums: vectors('s', plan.signals),
    logLikelihoods: vectors('logLik', plan.signals),
    row: local('row', 'i32'),
    grid: local('grid', 'i32'),
    tape: local('tape', 'i32'),
    point: local('n', 'i32'),
    substep: local('k', 'i32'),
    runs: local('runs', 'i32'),
    substepLanes: local('k_lanes', 'v128'),
    time: local('t', 'v128'),
    step: local('h', 'v128'),
  };
}
