import type { FitOrderSettings, FitRequest, FitStatus, FitSummary } from '../../shared/channels.ts';
import type { Evaluation } from '../../shared/inference/fit-result.ts';
import type { StoredFit } from '../store/project-store.ts';

/** A stored fit as the page lists it. */
export function storedSummary(stored: StoredFit): FitSummary {
  const { fit, status, order, epoch, epochs, prepared, evaluations, problems, hasCheckpoint } = stored;
  return {
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
    startedFrom: null,
    predictions: null,
    can: { stop: false, resume: hasCheckpoint, continue: false, predict: false, remove: true },
  };
}

export function bestOf(
  evaluations: readonly Evaluation[],
): Pick<FitSummary, 'bestEpoch' | 'bestValidationElbo'> {
  const best = evaluations.reduce<Evaluation | null>(
    (best, next) => (best === null || next.validationElbo > best.validationElbo ? next : best),
    null,
  );
  return { bestEpoch: best?.epoch ?? null, bestValidationElbo: best?.validationElbo ?? null };
}

/** Statuses of a fit that has a job, or waits for one. */
export function isUnderWay(status: FitStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'stopping';
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
