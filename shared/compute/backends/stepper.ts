import type { Watch } from '../explosion.ts';
import type { Method } from '../method.ts';
import type { LaneIndex } from './lane-index.ts';
import type { Machine } from './machine.ts';
import type { StepTape } from './step-tape.ts';

/** How a trajectory gets from one grid point to the next, and back. */
export interface Stepper {
  /** Doubles that a step keeps beside its time, length and states, for all lanes. */
  readonly kept: number;
  /** Forgets the trajectory before. */
  begin(): void;
  /**
   * Moves `machine.states` from t to end, recording each step on the tape.
   *
   * @param watch whether to see if they run away; after the last by more steps; @returns a `statusCode`, for all lanes.
   */
  advance(machine: Machine, t: number, end: number, tape: StepTape | null, watch: Watch): number;
  /** Whether a lane's steps have run away since `begin`; absent: the method would have shortened them. */
  hasRunAway?(lane: LaneIndex): boolean;
  /**
   * Given lambda at the end of a recorded step in `machine.adjoints`, makes it lambda at its beginning and adds to the
   * accumulators. `row` is loaded: states, time and step of the machine are those of the step.
   */
  reverse(machine: Machine, tape: StepTape, row: number, withFlows: boolean): void;
}

/** Settings of methods that choose their own steps. */
export interface StepControl {
  readonly rtol: number;
  readonly atol: number;
  /** Accepted and rejected steps of a whole trajectory. */
  readonly maxSteps: number;
  /** Equal steps from grid point to grid point, for methods that do not choose. */
  readonly substeps: number;
  /** false: an explicit method with an error estimate takes the given steps as well. */
  readonly choosesSteps: boolean;
  /**
   * Given steps are watched for whether they run away at some grid points in so many, a power of two: at each costs
   * a fifth of a gradient, in 32 about 3 %, and what begins and ends in between is not seen.
   */
  readonly watchEvery: number;
}

/** Whether a method goes by its own steps, which differ from trajectory to trajectory. */
export function hasOwnSteps(method: Method, control: StepControl): boolean {
  return method.kind === 'diagonallyImplicit' || (method.error !== null && control.choosesSteps);
}

export const defaultControl: StepControl = {
  rtol: 1e-6,
  atol: 1e-9,
  maxSteps: 20_000,
  substeps: 1,
  choosesSteps: true,
  watchEvery: 32,
};
