import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitSummary, FitView } from '../../shared/channels.ts';
import { refusal } from '../../shared/fit/fit-actions.ts';
import { fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { StoredFit } from '../store/stored-fit.ts';

/** Predictions of a stored fit, and of which evaluation they are; `now` is the fit as it is at the moment. */
export function showFit(
  store: ProjectStore,
  { fit, hasResult, status }: StoredFit,
  now: FitSummary,
): Outcome<FitView> {
  if (!hasResult) return failure([noPredictions(now)]);
  const result = store.readResult(fit);
  if (!result.ok) return result;
  const { best, validation, predictions } = result.value;
  const scores = Object.entries(validation).map(([signal, score]) => ({ signal, ...score }));
  return success({ fit: now, epoch: best.epoch, final: status === fitStatus.done, scores, predictions });
}

function noPredictions(now: FitSummary): Problem {
  const refused = refusal('predict', now);
  if (refused !== null && !isUnderWay(now.status)) return refused;
  const message = `${now.fit} has no predictions yet`;
  const remedy =
    refused === null
      ? 'Ask for them now, from its best evaluation so far.'
      : 'Wait for its end, or stop it after an evaluation and ask for them.';
  return { code: 'fit.noResult', severity: 'error', message, remedy };
}
