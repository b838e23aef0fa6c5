import type { FitSummary } from '../../../shared/channels.ts';
import { answerWords } from '../../../shared/fit/answer.ts';
import { answerOf } from '../../../shared/fit/joint.ts';
import { type FitStatus, fitStatus, isPredicting } from '../../../shared/fit/life.ts';
import { formatDuration, formatFixed, formatPercent } from '../../charts/format.ts';
import { placeWords } from '../../state/fit-life.ts';
import { placeWord, unitOf } from '../../state/fit-settings.ts';

export const STATUS_WORDS: Readonly<Record<FitStatus, string>> = {
  queued: 'queued',
  running: 'running',
  stopping: 'stopping',
  done: 'done',
  interrupted: 'stopped early',
  failed: 'failed',
};

/** Facts of a fit as label and value, in the order of a reader's questions. */
export function fitFacts(fit: FitSummary): readonly (readonly [string, string])[] {
  const last = fit.evaluations.at(-1);
  // Predictions are made without steps: there is no speed, and what is left is not known.
  const running =
    (fit.status === fitStatus.running || fit.status === fitStatus.stopping) && !isPredicting(fit);
  const answer = answerOf(fit.request);
  const unit = unitOf[answer];
  const facts: [string, string][] = [
    ['Answer', answerWords[answer].title],
    [
      capital(placeWord(fit.request)),
      `${Math.floor(fit.epoch).toLocaleString()} of ${fit.epochs.toLocaleString()}`,
    ],
  ];
  if (running) {
    facts.push([
      'Speed',
      fit.stepsPerSecond === null
        ? 'measuring'
        : `${formatFixed(fit.stepsPerSecond, 1)} ${answer === 'chains' ? unit : 'steps'}/s`,
    ]);
    facts.push(['Time left', fit.secondsLeft === null ? 'estimating' : formatDuration(fit.secondsLeft)]);
  } else if (last !== undefined) facts.push(['Took', formatDuration(last.seconds)]);
  if (last !== undefined) {
    facts.push(['Train elbo', formatFixed(last.trainElbo, 1)]);
    facts.push(['Validation elbo', formatFixed(last.validationElbo, 1)]);
    if (last.selectionElbo !== undefined) facts.push(['Selection elbo', formatFixed(last.selectionElbo, 1)]);
  }
  if (fit.bestValidationElbo !== null) {
    facts.push([
      last?.selectionElbo === undefined ? 'Best validation' : 'Kept validation',
      `${formatFixed(fit.bestValidationElbo, 1)} at epoch ${fit.bestEpoch ?? '–'}`,
    ]);
  }
  if (fit.startedFrom !== null) facts.push(['Started from', originWords(fit.startedFrom)]);
  if (fit.predictions !== null) facts.push(['Predictions', `of ${placeWords(fit.predictions, fit)}`]);
  if (fit.backend !== '') facts.push(['Backend', backendText(fit)]);
  return facts;
}

/** `fit-2 at 100`. */
export function originWords({ fit, epoch }: { readonly fit: string; readonly epoch: number }): string {
  return `${fit} at ${epoch.toLocaleString()}`;
}

/** What stopping means for what it does now. */
export function stopVerb(fit: FitSummary): string {
  if (fit.status === fitStatus.stopping) return 'Stopping';
  if (fit.status === fitStatus.queued) return 'Take out of the queue';
  return isPredicting(fit) ? 'Stop predicting' : 'Stop fit';
}

/** `wasm, 2 threads`. */
function backendText({ backend, threads }: FitSummary): string {
  return threads === null ? backend : `${backend}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** The finding, as a title. `place`: in the queue, 1 = next. */
export function fitTitle(fit: FitSummary, place: number): string {
  if (fit.status === fitStatus.queued)
    return place <= 1 ? 'Next in the queue' : `Number ${place} in the queue`;
  if (isPredicting(fit)) return `Making predictions${ofBest(fit)}`;
  if (fit.status === fitStatus.running)
    return `${capital(fit.activity.split(':')[0] || 'starting')}, ${formatPercent(fit.epoch / fit.epochs)}`;
  if (fit.status === fitStatus.stopping) return 'Stopping, and keeping what it has';
  if (fit.status === fitStatus.failed) return 'Failed';
  if (fit.status === fitStatus.interrupted)
    return `Stopped early, after ${placeWord(fit.request)} ${Math.floor(fit.epoch)} of ${fit.epochs}`;
  const { bestEpoch } = fit;
  if (bestEpoch !== null && bestEpoch >= fit.epochs) return 'Done; it was still improving at the end';
  return bestEpoch === null ? 'Done' : `Done; best at epoch ${bestEpoch}`;
}

function ofBest({ bestEpoch }: FitSummary): string {
  return bestEpoch === null ? '' : ` of epoch ${bestEpoch.toLocaleString()}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
