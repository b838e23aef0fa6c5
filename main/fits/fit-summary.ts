import type { FitSummary } from '../../shared/channels.ts';
import { actionsOf } from '../../shared/fit/fit-actions.ts';
import type { Evaluation } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import { requestOfSettings } from '../../shared/fit/request.ts';
import { keptEvaluation } from '../../shared/inference/training/kept-evaluation.ts';
import type { ListedFit } from '../store/store-lists.ts';

/** A stored fit as the page lists it. */
export function storedSummary(stored: ListedFit): FitSummary {
  const { fit, status, order, epoch, epochs, prepared, evaluations, problems } = stored;
  const { hasCheckpoint, hasResult, startedFrom, predictions } = stored;
  return withActions({
    fit,
    status,
    request: { ...requestOfSettings(order.settings), epochs },
    epoch,
    epochs,
    stepsPerSecond: null,
    secondsLeft: null,
    activity: '',
    backend: prepared?.backend ?? '',
    threads: prepared?.threads ?? null,
    evaluations,
    sampling: null,
    ...bestOf(evaluations),
    problems,
    hasCheckpoint,
    startedFrom,
    predictions:
      hasResult && predictions !== null ? { ...predictions, final: status === fitStatus.done } : null,
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
