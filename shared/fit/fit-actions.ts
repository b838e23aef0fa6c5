import { unreachable } from '../base/assert.ts';
import type { Problem } from '../base/problem.ts';
import type { FitSummary } from './fit-summary.ts';
import { type FitAction, fitActions, fitStatus, isUnderWay } from './life.ts';

/** What decides what can be asked of a fit. */
export type FitLife = Pick<
  FitSummary,
  'fit' | 'status' | 'epoch' | 'epochs' | 'evaluations' | 'bestEpoch' | 'hasCheckpoint' | 'predictions'
>;

/**
 * Why something cannot be asked of a fit as it is; null: it can. The one place that decides, for window and command line:
 *
 *                       stop   resume   continue   predict   remove
 *     queued, running   yes    -        -          -         -
 *     stopping          -      -        -          -         -
 *     interrupted       -      yes *    yes *      yes * +   yes
 *     failed            -      -        yes *      yes * +   yes
 *     done              -      -        yes *      -         yes
 *
 *     * with a checkpoint   + after an evaluation, while its best one has no predictions
 */
export function refusal(action: FitAction, life: FitLife): Problem | null {
  switch (action) {
    case 'stop':
      return refuseStop(life);
    case 'resume':
      return underWay(life) ?? refuseResume(life);
    case 'continue':
      return underWay(life) ?? refuseContinue(life);
    case 'predict':
      return underWay(life) ?? refusePredict(life);
    case 'remove':
      return underWay(life);
    default:
      return unreachable(action, 'every action is decided');
  }
}

export function actionsOf(life: FitLife): FitSummary['can'] {
  return eachAction((action) => refusal(action, life) === null);
}

/** Of a project that can only be read. */
export const noActions: FitSummary['can'] = eachAction(() => false);

function eachAction(can: (action: FitAction) => boolean): FitSummary['can'] {
  return Object.fromEntries(fitActions.map((action) => [action, can(action)])) as FitSummary['can'];
}

/** Why a fit cannot be continued up to `epochs` in all; null: it can. */
export function refuseEpochs({ fit, epoch }: FitLife, epochs: number): Problem | null {
  const done = Math.floor(epoch);
  if (epochs > done) return null;
  const message = `${fit} has done ${done} epochs already, and ${epochs} are asked for`;
  return problem('fit.epochs', message, `Ask for more than ${done}.`);
}

function refuseStop({ fit, status }: FitLife): Problem | null {
  if (status === fitStatus.queued || status === fitStatus.running) return null;
  if (status === fitStatus.stopping)
    return problem('fit.stopping', `${fit} is being stopped already`, 'Wait a moment.');
  return problem('fit.notRunning', `${fit} is not under way`, 'Nothing is to be stopped.');
}

function underWay({ fit, status, epoch, epochs }: FitLife): Problem | null {
  if (!isUnderWay(status)) return null;
  const how =
    status === fitStatus.queued
      ? `${fit} waits in the queue`
      : `${fit} is under way, at epoch ${Math.floor(epoch)} of ${epochs}`;
  return problem('fit.underWay', how, 'Wait until it is done, or stop it first.');
}

function refuseResume(life: FitLife): Problem | null {
  const { fit, status, epochs, hasCheckpoint } = life;
  if (status === fitStatus.done) {
    const remedy = hasCheckpoint
      ? `Continue it with more than ${epochs} epochs: that makes a new fit that starts from it.`
      : 'Start a new fit with more epochs.';
    return problem('fit.done', `${fit} is done, and what is done is never changed`, remedy);
  }
  if (!hasCheckpoint) return noCheckpoint(life);
  if (status === fitStatus.failed) {
    const remedy = 'Start a new fit without what made it fail, or continue it as a new one.';
    return problem('fit.failed', `${fit} failed, and would fail again at the same place`, remedy);
  }
  return null;
}

function refuseContinue(life: FitLife): Problem | null {
  return life.hasCheckpoint ? null : noCheckpoint(life);
}

function refusePredict(life: FitLife): Problem | null {
  const { fit, status, evaluations, bestEpoch, hasCheckpoint, predictions } = life;
  if (status === fitStatus.done)
    return problem('fit.done', `${fit} is done and has its predictions`, 'Nothing is to be done.');
  if (evaluations.length === 0) {
    const message = `${fit} ended before its first evaluation, so there is nothing to predict from`;
    const canResume = hasCheckpoint && status === fitStatus.interrupted;
    return problem('fit.noEvaluation', message, canResume ? 'Resume it first.' : 'Start a new fit.');
  }
  if (!hasCheckpoint) return noCheckpoint(life);
  if (predictions === null || predictions.epoch !== bestEpoch) return null;
  const message = `${fit} has predictions from its best evaluation, at epoch ${bestEpoch}, already`;
  return problem('fit.predicted', message, 'Nothing is to be done.');
}

function noCheckpoint({ fit }: FitLife): Problem {
  const message = `${fit} has no checkpoint to go on from`;
  return problem('fit.noCheckpoint', message, 'Start a new fit.');
}

function problem(code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy };
}
