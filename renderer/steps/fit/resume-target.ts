import type { FitSummary } from '../../../shared/channels.ts';
import { parseWhole } from '../../state/fit-settings.ts';

/** Up to which epoch a resumed fit goes unless said otherwise: as asked at its start, half as many again if it got there. */
export function resumeTarget(fit: FitSummary): number {
  if (fit.epoch < fit.epochs) return fit.epochs;
  return fit.epochs + Math.max(1, Math.round(fit.epochs / 2));
}

/** `epochs` null: the text is no epoch to go on to, and `message` says why. */
export function resumeMessage(
  fit: FitSummary,
  text: string,
): { readonly epochs: number | null; readonly message: string } {
  const epochs = parseWhole(text);
  const done = Math.floor(fit.epoch);
  if (epochs === null)
    return { epochs, message: `“${text.trim()}” is not a whole number. Type one above ${done}.` };
  if (epochs <= done)
    return { epochs: null, message: `Epoch ${done} is already behind it. Type a number above ${done}.` };
  if (epochs > 100_000) return { epochs: null, message: 'The most is 100,000.' };
  return {
    epochs,
    message: `${(epochs - done).toLocaleString()} to go, to the same numbers as without a stop`,
  };
}
