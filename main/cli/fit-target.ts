import type { Outcome, Problem } from '../../shared/base/problem.ts';
import { success } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/channels.ts';
import type { FitKeeper } from '../fits/fit-keeper.ts';
import { folderKeeper } from '../fits/folder-keeper.ts';
import type { DataFile } from '../jobs/messages.ts';
import { orderFit } from './fit-order.ts';
import type { Given } from './options.ts';
import { openProjectFit } from './project-fit.ts';

/** A fit that is ready to run, and where it is kept. */
export interface FitTarget {
  readonly order: FitOrder;
  /** The data, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  /** To go on from; null: from the start. */
  readonly checkpoint: Uint8Array | null;
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

/** Throws UsageError for options that do not go together. */
export function openFitTarget(given: Given): Outcome<FitTarget> {
  const inProject = openProjectFit(given);
  if (inProject !== null) return inProject;
  const ordered = orderFit(given);
  if (!ordered.ok) return ordered;
  const { order, folder, checkpoint } = ordered.value;
  return success({
    order,
    files: null,
    checkpoint,
    keeper: folder === null ? null : folderKeeper(folder),
    name: folder,
    problems: ordered.problems,
    note: null,
    close: () => {},
  });
}
