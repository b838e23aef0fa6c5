import type { FitSummary } from './fit-summary.ts';
import { fitStatus, isPredicting, isUnderWay } from './life.ts';

/** What must be known of a fit to say what would be stopped. */
export type FitAtWork = Pick<FitSummary, 'fit' | 'status' | 'activity' | 'epoch' | 'epochs'>;

/** Two sentences for whoever is about to close a project or the program. */
export interface UnderWayWords {
  /** Which fits are under way, and how far: `fit-2 is running, at epoch 41 of 100; fit-3 waits in the queue.` */
  readonly what: string;
  /** What becomes of them: nothing is lost. */
  readonly becomes: string;
}

/** The one wording of what closing would stop, for window, browser and command line; null: nothing is under way. */
export function underWayWords(fits: readonly FitAtWork[]): UnderWayWords | null {
  const underWay = fits.filter(({ status }) => isUnderWay(status));
  if (underWay.length === 0) return null;
  const queued = underWay.filter(({ status }) => status === fitStatus.queued);
  const predicting = underWay.filter(isPredicting);
  const running = underWay.filter((fit) => fit.status !== fitStatus.queued && !isPredicting(fit));
  const what = [
    ...running.map(
      ({ fit, epoch, epochs }) => `${fit} is running, at epoch ${Math.floor(epoch)} of ${epochs}`,
    ),
    ...predicting.map(({ fit }) => `predictions of ${fit} are being made`),
    ...(queued.length === 0
      ? []
      : [`${names(queued)} ${queued.length === 1 ? 'waits' : 'wait'} in the queue`]),
  ];
  const becomes = [
    ...(running.length === 0
      ? []
      : ['What runs stops at a checkpoint and can be resumed to the same numbers']),
    ...(predicting.length === 0 ? [] : ['unfinished predictions are dropped and can be asked for again']),
    ...(queued.length === 0
      ? []
      : ['what waits stays in the queue and starts when the project is opened again']),
  ];
  return { what: sentence(what), becomes: sentence(becomes) };
}

function names(fits: readonly FitAtWork[]): string {
  const all = fits.map(({ fit }) => fit);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function sentence(parts: readonly string[]): string {
  const text = `${parts.join('; ')}.`;
  // A name stays as it is written.
  return text.startsWith('fit-') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
