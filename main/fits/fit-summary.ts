import type { FitOrderSettings, FitRequest, FitSummary } from '../../shared/channels.ts';
import { actionsOf } from '../../shared/fit/fit-actions.ts';
import type { Evaluation } from '../../shared/fit/fit-result.ts';
import { keptEvaluation } from '../../shared/inference/training/kept-evaluation.ts';
import type { ListedFit } from '../store/project-store.ts';

/** A stored fit as the page lists it. */
export function storedSummary(stored: ListedFit): FitSummary {
  const { fit, status, order, epoch, epochs, prepared, evaluations, problems } = stored;
  const { hasCheckpoint, hasResult, startedFrom, predictions } = stored;
  return withActions({
    fit,
    status,
    request: { ...requestOf(order.settings), epochs },
    epoch,
    epochs,
    stepsPerSecond: null,
    secondsLeft: null,
    activity: '',
    backend: prepared?.backend ?? '',
    threads: prepared?.threads ?? null,
    evaluations,
    ...bestOf(evaluations),
    problems,
    hasCheckpoint,
    startedFrom,
    predictions: hasResult && predictions !== null ? { ...predictions, final: status === 'done' } : null,
  });
}

/** With what can be asked of it now. */
export function withActions(fit: Omit<FitSummary, 'can'>): FitSummary {
  return { ...fit, can: actionsOf(fit) };
}

export function bestOf(
  evaluations: readonly Evaluation[],
): Pick<FitSummary, 'bestEpoch' | 'bestValidationElbo'> {
  const best = keptEvaluation(evaluations);
  return { bestEpoch: best?.epoch ?? null, bestValidationElbo: best?.validationElbo ?? null };
}

/** So that a fit on the example ends within a minute on a small machine. */
export const defaultFit: FitRequest = {
  epochs: 100,
  draws: 100,
  evaluationDraws: 200,
  evaluateEvery: 10,
  folds: 4,
  fold: 1,
  seed: 0,
};

/** What the window does not ask for is as the command line's default. */
export function settingsOf(request: FitRequest): FitOrderSettings {
  const kernel = { backend: 'auto', threads: null, relaxedMadd: false };
  return { ...request, foldSeed: 0, heldOut: null, batch: null, ...kernel };
}

export function requestOf(settings: FitOrderSettings): FitRequest {
  const { epochs, draws, evaluationDraws, evaluateEvery, folds, fold, seed } = settings;
  return { epochs, draws, evaluationDraws, evaluateEvery, folds, fold, seed };
}
