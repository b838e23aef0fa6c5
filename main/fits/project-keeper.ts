import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { attempt } from '../store/store-fault.ts';
import type { FitProgress, StoredFit } from '../store/stored-fit.ts';
import { type FitKeeper, statusAfter, type Unfinished } from './fit-keeper.ts';
import { factOf } from './fit-words.ts';

/** Into a project: each in one transaction with its line in the log, so that a crash leaves the one before it. */
export function projectKeeper(store: ProjectStore, fit: string): FitKeeper {
  /** A drive that fails is told as what could not be kept, on reading as on writing. */
  const keep = (work: () => Outcome<unknown>): Problem | null => {
    const attempted = attempt(store.info.path, work);
    return firstProblem(attempted.ok ? attempted.value : attempted);
  };
  return {
    prepared: (prepared) =>
      keep(() => store.updateFit(fit, { prepared, status: fitStatus.running, problems: prepared.problems })),
    checkpoint: (manifest, history, bytes) =>
      // The job runs: what a crash leaves is found by this status at the next open.
      keep(() =>
        store.saveCheckpoint(fit, bytes, { ...progressOf(manifest, history), status: fitStatus.running }),
      ),
    unfinished: (end) =>
      keep(() => {
        const known = end.known === null ? {} : progressOf(end.known.manifest, end.known.history);
        const before = store.fit(fit);
        const problems = [...(before?.problems ?? []), ...end.problems];
        const patch = { ...known, status: statusAfter(end.how), problems };
        const fact = before === null ? null : factOfEnd({ ...before, ...known }, end);
        return store.updateFit(fit, patch, fact);
      }),
    finished: (manifest, result) => {
      const known = progressOf(manifest, result.history);
      const { epochs } = manifest.spec.settings;
      const patch = { ...known, status: fitStatus.done, problems: manifest.problems } as const;
      return keep(() =>
        store.saveResult(fit, result, patch, factOf.done({ fit, epoch: known.epoch, epochs })),
      );
    },
    predicted: (result) =>
      keep(() => store.saveResult(fit, result, {}, factOf.predicted(fit, result.best.epoch))),
  };
}

/** What computed a fit, for whoever wants its numbers again. */
export function programVersions(wellspring: string): Readonly<Record<string, string>> {
  const { node, v8 } = process.versions;
  return { wellspring, node, v8 };
}

function factOfEnd(stand: StoredFit, { how, problems }: Unfinished): string {
  if (how === 'failed') return factOf.failed(stand, problems);
  return how === 'died' ? factOf.died(stand) : factOf.stopped(stand);
}

function progressOf(
  manifest: FitManifest,
  history: readonly HistoryRow[],
): Pick<FitProgress, 'epoch' | 'seconds' | 'evaluations' | 'history'> {
  const { seconds, evaluations } = manifest;
  return { epoch: history.at(-1)?.epoch ?? 0, seconds, evaluations, history };
}

function firstProblem(outcome: Outcome<unknown>): Problem | null {
  return outcome.ok ? null : (outcome.problems[0] ?? null);
}
