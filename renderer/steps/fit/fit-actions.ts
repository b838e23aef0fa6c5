import type { FitSummary } from '../../../shared/channels.ts';
import { isUnderWay } from '../../../shared/fit/fit-summary.ts';
import { parseWhole } from '../../state/fit-settings.ts';

export type FitAction = 'resume' | 'continue' | 'predict';

/** One thing that can be done with a fit at rest: what it would come to, or why it cannot be done. */
export interface OfferedAction {
  readonly action: FitAction;
  readonly possible: boolean;
  /** A sentence. */
  readonly says: string;
}

/** Largest number of epochs that the service's door lets through. */
const MOST_EPOCHS = 100_000;

/** What to offer for a fit at rest, the most likely wish first. Whether it can be done the service decides (`fit.can`). */
export function offeredActions(fit: FitSummary): readonly OfferedAction[] {
  if (isUnderWay(fit.status)) return [];
  const offer = (action: FitAction, does: string, why: string): OfferedAction => {
    const possible = fit.can[action];
    return { action, possible, says: possible ? does : why };
  };
  const offers: OfferedAction[] = [];
  if (fit.status !== 'done') {
    offers.push(offer('resume', resumeWords(fit), whyNoResume(fit)));
    offers.push(offer('predict', predictWords(fit), whyNoPredict(fit)));
  }
  offers.push(offer('continue', continueWords(fit), whyNoContinue(fit)));
  // Where nothing can be done one reason is enough.
  return offers.some((one) => one.possible) ? offers : offers.slice(0, 1);
}

function count(value: number): string {
  return Math.floor(value).toLocaleString();
}

function resumeWords({ epoch, epochs }: FitSummary): string {
  const left = epochs - Math.floor(epoch);
  return `Goes on from epoch ${count(epoch)} to its ${count(epochs)}: ${count(left)} to go, to the same numbers as without a stop.`;
}

function whyNoResume(fit: FitSummary): string {
  if (!fit.hasCheckpoint) return 'It left no checkpoint, so there is nothing to go on from.';
  if (fit.epoch >= fit.epochs)
    return `It has done its ${count(fit.epochs)} epochs; continue it as a new fit.`;
  if (fit.status === 'failed')
    return 'It would fail again in the same way; see what stands against it above.';
  return 'It cannot go on as it is.';
}

function predictWords(fit: FitSummary): string {
  const kept =
    fit.bestEpoch === null ? 'its last kept evaluation' : `epoch ${count(fit.bestEpoch)}, its best`;
  return `Makes predictions of ${kept}, without training on; they are marked as not final.`;
}

function whyNoPredict(fit: FitSummary): string {
  const { predictions } = fit;
  if (fit.evaluations.length === 0)
    return 'It ended before its first evaluation, so there is nothing to predict from.';
  if (predictions !== null && predictions.epoch === fit.bestEpoch)
    return `Its predictions are of epoch ${count(predictions.epoch)}, its best, already.`;
  if (!fit.hasCheckpoint) return 'It left no checkpoint, so the weights of its evaluations are gone.';
  return 'There is nothing newer to predict from.';
}

function continueWords(fit: FitSummary): string {
  return `Makes a new fit that starts from ${fit.fit} at epoch ${count(fit.epoch)}; ${fit.fit} stays as it is.`;
}

function whyNoContinue(fit: FitSummary): string {
  return fit.hasCheckpoint
    ? 'Its checkpoint is of no use for another fit.'
    : 'It has no checkpoint, so no fit can start from it. Use its settings for one that starts anew.';
}

/** How many epochs in all a new fit gets unless said otherwise: as many as were asked for, half as many again once they are done. */
export function suggestedEpochs(fit: Pick<FitSummary, 'epoch' | 'epochs'>): number {
  if (fit.epoch < fit.epochs) return fit.epochs;
  return Math.min(MOST_EPOCHS, fit.epochs + Math.max(1, Math.round(fit.epochs / 2)));
}

/** Epochs in all as typed. `epochs` null: the text is no number to go on to, and `message` says why. */
export function readEpochs(
  fit: Pick<FitSummary, 'epoch'>,
  text: string,
): { readonly epochs: number | null; readonly message: string | null } {
  const epochs = parseWhole(text);
  const done = Math.floor(fit.epoch);
  if (text.trim() === '') return { epochs: null, message: `Type a whole number above ${count(done)}.` };
  if (epochs === null)
    return { epochs, message: `“${text.trim()}” is not a whole number. Type one above ${count(done)}.` };
  if (epochs <= done)
    return {
      epochs: null,
      message: `Epoch ${count(done)} is already behind it. Type a number above ${count(done)}.`,
    };
  if (epochs > MOST_EPOCHS) return { epochs: null, message: `The most is ${MOST_EPOCHS.toLocaleString()}.` };
  return { epochs, message: null };
}
