import type { Problem } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FitKeeper } from '../fits/fit-keeper.ts';
import type { DataFile } from '../jobs/messages.ts';
import type { FitOrigin } from '../store/fit-schemas.ts';

/** A fit that is ready to run, and where it is kept. */
export interface FitTarget {
  readonly order: FitOrder;
  /** The data, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  /** To go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
  /** The finished fit that this one continues; null: none. */
  readonly startedFrom: FitOrigin | null;
  /** null: nothing is written. */
  readonly keeper: FitKeeper | null;
  /** As `--resume` takes it; null: nothing is written. */
  readonly name: string | null;
  readonly problems: readonly Problem[];
  /** A sentence to begin with; null: nothing is to be said. */
  readonly note: string | null;
  /** After the end, whatever it was. */
  close(): void;
}
