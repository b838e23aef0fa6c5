import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/base/problem.ts';
import type { FitResult, HistoryRow } from '../../shared/inference/fit-result.ts';
import { systemWords } from '../jobs/input-file.ts';
import type { FitPrepared } from '../jobs/messages.ts';
import { writeFinished, writeUnfinished } from '../store/fit-folder.ts';
import type { FitManifest } from '../store/fit-manifest.ts';

/** Where what is known of a fit is written. Each returns null, or why it cannot be written: then the fit is stopped. */
export interface FitKeeper {
  /** It runs, and is made of this. */
  prepared(prepared: FitPrepared): Problem | null;
  /** Enough to go on with, should all else be lost from here. */
  checkpoint(manifest: FitManifest, history: readonly HistoryRow[], bytes: Uint8Array): Problem | null;
  /** It ended without a result; its last checkpoint stays. */
  unfinished(manifest: FitManifest, history: readonly HistoryRow[]): Problem | null;
  finished(manifest: FitManifest, result: FitResult): Problem | null;
}

/** Into a folder of open files (`fit --out`). */
export function folderKeeper(folder: string): FitKeeper {
  const attempt = (action: () => void): Problem | null => {
    try {
      action();
      return null;
    } catch (error) {
      return cannotWrite(folder, error);
    }
  };
  return {
    // Nothing to resume before the first checkpoint, so nothing to keep.
    prepared: () => null,
    checkpoint: (manifest, history, bytes) =>
      attempt(() => writeUnfinished(folder, manifest, history, bytes)),
    unfinished: (manifest, history) => attempt(() => writeUnfinished(folder, manifest, history, null)),
    finished: (manifest, result) => attempt(() => writeFinished(folder, manifest, result)),
  };
}

function cannotWrite(folder: string, error: unknown): Problem {
  return {
    code: 'fit.cannotWrite',
    severity: 'error',
    message: `the fit's files cannot be written: ${systemWords(error)}`,
    remedy: existsSync(join(folder, 'checkpoint.bin'))
      ? 'Make room there, then go on with --resume: the last checkpoint is kept.'
      : 'Make room there, or choose another folder with --out.',
    place: { file: folder },
  };
}
