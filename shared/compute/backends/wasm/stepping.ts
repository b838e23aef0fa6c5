import type { Code, Local } from '../../../wasm/code.ts';
import type { Surroundings } from './places.ts';

/** How a group of trajectories gets from a grid point to the next, and back: statements between the two rows. */
export interface Stepping {
  /** Before a trajectory's first point. */
  readonly begin: readonly Code[];
  /**
   * From the row's point to the next.
   *
   * @param record whether to keep what `backward` needs.
   * @param before what is done at the point itself, first.
   */
  forward(record: boolean, before: readonly Code[]): readonly Code[];
  /** lambda at the next point to lambda at the row's point, right after it; accumulators. */
  backward(): readonly Code[];
  /** The states at the row's point after `backward`, where the grid does not keep them. */
  readonly stateAtPoint: Surroundings['state'];
  /** Lanes with a `statusCode`; null: stepping cannot fail. */
  readonly status: Local | null;
}
