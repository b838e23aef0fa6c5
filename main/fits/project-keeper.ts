import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { HistoryRow } from '../../shared/inference/fit-result.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import type { FitProgress, ProjectStore } from '../store/project-store.ts';
import type { FitKeeper } from './fit-keeper.ts';
import type { FitEnd } from './fit-run.ts';

/** Into a project: each in one transaction, so that a crash leaves the one before it. */
export function projectKeeper(store: ProjectStore, fit: string): FitKeeper {
  return {
    prepared: (prepared) =>
      firstProblem(store.updateFit(fit, { prepared, status: 'running', problems: prepared.problems })),
    checkpoint: (manifest, history, bytes) =>
      // The job runs: what a crash leaves is found by this status at the next open.
      firstProblem(store.saveCheckpoint(fit, bytes, { ...known(manifest, history), status: 'running' })),
    unfinished: (manifest, history) =>
      firstProblem(
        store.updateFit(fit, {
          ...known(manifest, history),
          status: manifest.status,
          problems: manifest.problems,
        }),
      ),
    finished: (manifest, result) =>
      firstProblem(
        store.saveResult(fit, result, {
          ...known(manifest, result.history),
          status: 'done',
          problems: manifest.problems,
        }),
      ),
  };
}

/** What is to be stored at a fit's end beyond what the keeper wrote; null: nothing. */
export function endOf(end: FitEnd): Partial<FitProgress> | null {
  if (end.status === 'done') return null;
  if (end.status === 'bug') return { status: 'failed', problems: [bugProblem(end.message)] };
  if (end.status === 'interrupted') return { status: 'interrupted' };
  // One whose process died can be resumed: then it is interrupted.
  return { status: end.reason === 'died' ? 'interrupted' : 'failed', problems: end.problems };
}

/** What computed a fit, for whoever wants its numbers again. */
export function programVersions(wellspring: string): Readonly<Record<string, string>> {
  const { node, v8 } = process.versions;
  return { wellspring, node, v8 };
}

function bugProblem(message: string): Problem {
  const remedy = 'Please report it with this text. The fit’s last checkpoint is kept.';
  return { code: 'fit.bug', severity: 'error', message: `this is a bug of Wellspring: ${message}`, remedy };
}

function known(manifest: FitManifest, history: readonly HistoryRow[]): Partial<FitProgress> {
  return {
    epoch: history.at(-1)?.epoch ?? 0,
    seconds: manifest.seconds,
    evaluations: manifest.evaluations,
    history,
  };
}

function firstProblem(outcome: Outcome<unknown>): Problem | null {
  return outcome.ok ? null : (outcome.problems[0] ?? null);
}
