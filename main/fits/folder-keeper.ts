import type { Problem } from '../../shared/base/problem.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { systemWords } from '../jobs/input-file.ts';
import {
  holdsCheckpoint,
  readManifest,
  writeFinished,
  writePredicted,
  writeUnfinished,
} from '../store/fit-folder.ts';
import { type FitKeeper, statusAfter } from './fit-keeper.ts';

/** Into a folder of open files (`fit --out`). */
export function folderKeeper(folder: string): FitKeeper {
  /** What the drive refuses is a problem; what a folder holds that is done is left alone. */
  const attempt = (action: () => void): Problem | null => {
    const kept = readManifest(folder);
    if (kept.ok && kept.value.status === fitStatus.done) return done(folder);
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
    unfinished: ({ how, known, problems }) =>
      known === null
        ? null
        : attempt(() => {
            const { manifest, history } = known;
            const all = [...manifest.problems, ...problems];
            writeUnfinished(folder, { ...manifest, status: statusAfter(how), problems: all }, history, null);
          }),
    finished: (manifest, result) => attempt(() => writeFinished(folder, manifest, result)),
    predicted: (result) => attempt(() => writePredicted(folder, result)),
  };
}

function done(folder: string): Problem {
  return {
    code: 'fit.done',
    severity: 'error',
    message: 'the folder holds a fit that is done, and what is done is never changed',
    remedy: 'Choose another folder with --out.',
    place: { file: folder },
  };
}

function cannotWrite(folder: string, error: unknown): Problem {
  return {
    code: 'fit.cannotWrite',
    severity: 'error',
    message: `the fit's files cannot be written: ${systemWords(error)}`,
    remedy: holdsCheckpoint(folder)
      ? 'Make room there, then go on with --resume: the last checkpoint is kept.'
      : 'Make room there, or choose another folder with --out.',
    place: { file: folder },
  };
}
