import type { FitLife } from '../../shared/fit/fit-actions.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { keptEvaluation } from '../../shared/inference/training/kept-evaluation.ts';
import { holdsCheckpoint } from '../store/fit-folder.ts';
import type { FitManifest } from '../store/fit-manifest.ts';

/** What decides what can be asked of a fit in a folder. */
export function lifeInFolder(
  folder: string,
  { status, evaluations, predictions, spec }: FitManifest,
): FitLife {
  return {
    fit: folder,
    status,
    epoch: evaluations.at(-1)?.epoch ?? predictions?.epoch ?? 0,
    epochs: spec.settings.epochs,
    evaluations,
    bestEpoch: keptEvaluation(evaluations)?.epoch ?? null,
    hasCheckpoint: holdsCheckpoint(folder),
    predictions: predictions === null ? null : { ...predictions, final: status === fitStatus.done },
  };
}
