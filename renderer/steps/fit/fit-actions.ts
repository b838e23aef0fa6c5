import { refusal } from '../../../shared/fit/fit-actions.ts';
import type { FitSummary } from '../../../shared/fit/fit-summary.ts';
import { fitStatus, isUnderWay } from '../../../shared/fit/life.ts';
import { fitSettings } from '../../../shared/fit/settings.ts';
import { sentence } from '../../controls/sentence.ts';
import { parseWhole, placeWord } from '../../state/fit-settings.ts';

/** What a fit at rest can be asked for, beside removing it. */
export type RestAction = 'resume' | 'continue' | 'predict';

/** One thing that can be done with a fit at rest: what it would come to, or why it cannot be done. */
export interface OfferedAction {
  readonly action: RestAction;
  readonly possible: boolean;
  /** Sentences. */
  readonly says: string;
}

const { most } = fitSettings.epochs;

const DOES: Readonly<Record<RestAction, (fit: FitSummary) => string>> = {
  resume: ({ epoch, epochs, request }) =>
    `Goes on from ${placeWord(request)} ${count(epoch)} to its ${count(epochs)}, to the same numbers as without a stop.`,
  predict: ({ bestEpoch }) =>
    `Shows epoch ${count(bestEpoch ?? 0)}, its best so far, without training on; marked as not final.`,
  continue: ({ fit, epoch, request }) =>
    `Makes a new fit that starts from ${fit} at ${placeWord(request)} ${count(epoch)}; ${fit} stays as it is.`,
};

/** What to offer for a fit at rest, the most likely wish first. `locked`: why the project cannot be changed; null: it can. */
export function offeredActions(fit: FitSummary, locked: string | null): readonly OfferedAction[] {
  if (isUnderWay(fit.status)) return [];
  const actions: readonly RestAction[] =
    fit.status === fitStatus.done ? ['continue'] : ['resume', 'predict', 'continue'];
  const offers = actions.map((action): OfferedAction => {
    const refused = refusal(action, fit);
    if (refused !== null) {
      const says = [refused.message, refused.remedy].map((text) => sentence(text ?? '').replace(/\.$/, ''));
      return { action, possible: false, says: `${says.filter((text) => text !== '').join('. ')}.` };
    }
    return { action, possible: fit.can[action] && locked === null, says: DOES[action](fit) };
  });
  // Where nothing can be done one reason is enough.
  return locked !== null || offers.some((one) => one.possible) ? offers : offers.slice(0, 1);
}

function count(value: number): string {
  return Math.floor(value).toLocaleString();
}

/** How many epochs in all a new fit gets unless said otherwise: as many as were asked for, half as many again once they are done. */
export function suggestedEpochs(fit: Pick<FitSummary, 'epoch' | 'epochs'>): number {
  if (fit.epoch < fit.epochs) return fit.epochs;
  return Math.min(most, fit.epochs + Math.max(1, Math.round(fit.epochs / 2)));
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
  if (epochs > most) return { epochs: null, message: `The most is ${most.toLocaleString()}.` };
  return { epochs, message: null };
}
