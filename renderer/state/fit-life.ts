import type { FitSummary, FitView } from '../../shared/channels.ts';
import { fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import { formatFixed } from '../charts/format.ts';

/** There is something to compare, final or not. */
export function hasPredictions({ predictions }: FitSummary): boolean {
  return predictions !== null;
}

/** Which evaluation predictions are of; the numbers on show carry it along. */
export type PredictionsOf = Pick<FitView, 'epoch' | 'final'>;

/** Whether two lists of facts tell of the same predictions; what was fetched of others is out of date. */
export function samePredictions(a: FitSummary['predictions'], b: FitSummary['predictions']): boolean {
  return a?.epoch === b?.epoch && a?.final === b?.final && Object.is(a?.validationElbo, b?.validationElbo);
}

/** `epoch 80 of 100`. */
function epochWords({ epoch }: PredictionsOf, { epochs }: Pick<FitSummary, 'epochs'>): string {
  return `epoch ${epoch.toLocaleString()} of ${epochs.toLocaleString()}`;
}

/** `epoch 80 of 100, not final`, or for a finished fit whose best lies before its end `epoch 80 of 100, its best`. */
export function placeWords(of: PredictionsOf, fit: Pick<FitSummary, 'epochs'>): string {
  if (!of.final) return `${epochWords(of, fit)}, not final`;
  return `${epochWords(of, fit)}${of.epoch < fit.epochs ? ', its best' : ''}`;
}

/** Why predictions are not a finished fit's; null: they are. */
export function notFinal(of: PredictionsOf, { status }: Pick<FitSummary, 'status'>): string | null {
  if (of.final) return null;
  if (status === fitStatus.queued) return 'waits to go on';
  if (isUnderWay(status)) return 'still under way';
  return status === fitStatus.failed ? 'failed' : 'stopped';
}

/** The full name of numbers: `fit-2, epoch 80 of 100, not final: stopped`. */
export function numbersName(of: PredictionsOf, fit: Pick<FitSummary, 'fit' | 'status' | 'epochs'>): string {
  const why = notFinal(of, fit);
  return `${fit.fit}, ${placeWords(of, fit)}${why === null ? '' : `: ${why}`}`;
}

/** The same for where room is short: `fit-2, epoch 80, not final`. */
export function shortName(of: PredictionsOf, fit: string): string {
  return `${fit}, epoch ${of.epoch.toLocaleString()}${of.final ? '' : ', not final'}`;
}

/** What the fit has come to since the numbers on show, as a sentence; null: nothing newer. */
export function newerThan(of: PredictionsOf, fit: FitSummary): string | null {
  if (of.final) return null;
  const shown = `The numbers here are of epoch ${of.epoch.toLocaleString()}`;
  const best = fit.bestEpoch ?? of.epoch;
  const newer =
    best === of.epoch
      ? ''
      : ` Its best evaluation is now that of epoch ${best.toLocaleString()}, validation elbo ${formatFixed(fit.bestValidationElbo ?? Number.NaN, 1)}.`;
  if (fit.status === fitStatus.queued) return `${fit.fit} waits in the queue to go on. ${shown}.${newer}`;
  if (isUnderWay(fit.status)) {
    const at = Math.floor(fit.epoch).toLocaleString();
    return `${fit.fit} is under way, at epoch ${at}. ${shown} and stay so until new predictions are made.${newer}`;
  }
  return newer === '' ? null : `${shown}.${newer}`;
}
