// The fits of the mock service and their life, as the real one has it: what is asked for is done or refused, and time
// passes only by `tick`.
import { present } from '../../shared/base/assert.ts';
import type { Problem } from '../../shared/base/problem.ts';
import type { Channels, FitSummary, Nothing, Reply, ServiceEvent } from '../../shared/channels.ts';
import { actionsOf, refusal, refuseEpochs } from '../../shared/fit/fit-actions.ts';
import { type FitAction, isUnderWay } from '../../shared/fit/life.ts';
import type { FitRequest } from '../../shared/fit/request.ts';
import { keptEvaluation } from '../../shared/inference/training/kept-evaluation.ts';
import { evaluationAt } from './mock-curves.ts';
import { value } from './mock-replies.ts';

/** Everything of a summary but what follows from the rest. */
type FitFacts = Omit<FitSummary, 'can' | 'bestEpoch' | 'bestValidationElbo'>;

/** A summary whose best evaluation and possible actions follow from its facts. */
export function summaryOf(facts: FitFacts): FitSummary {
  const best = keptEvaluation(facts.evaluations);
  const life = { ...facts, bestEpoch: best?.epoch ?? null, bestValidationElbo: best?.validationElbo ?? null };
  return { ...life, can: actionsOf(life) };
}

/** A fit that has done so many of its epochs, evaluated on the way. */
export function fitAt(
  fit: string,
  request: FitRequest,
  epoch: number,
  more: Partial<FitFacts> = {},
): FitSummary {
  const evaluations = [];
  for (let at = request.evaluateEvery; at <= epoch; at += request.evaluateEvery)
    evaluations.push(evaluationAt(at));
  const facts: FitFacts = {
    ...{ fit, request, epoch, epochs: request.epochs, evaluations, status: 'interrupted' },
    ...{ stepsPerSecond: null, secondsLeft: null, activity: '', backend: 'javascript', threads: 1 },
    sampling: null,
    ...{ problems: [], hasCheckpoint: evaluations.length > 0, startedFrom: null, predictions: null },
    ...more,
  };
  return summaryOf(facts);
}

/** A finished one, with its final predictions. `hasCheckpoint` false: as the example comes. */
export function doneFit(fit: string, request: FitRequest, hasCheckpoint = true): FitSummary {
  return withPredictions(fitAt(fit, request, request.epochs, { hasCheckpoint }), 'done');
}

/** At rest, with predictions of its best evaluation. */
export function withPredictions(fit: FitSummary, status: 'done' | 'interrupted'): FitSummary {
  const epoch = present(fit.bestEpoch, 'only an evaluated fit has predictions');
  const predictions = { epoch, validationElbo: fit.bestValidationElbo ?? 0, final: status === 'done' };
  return summaryOf({ ...fit, status, activity: '', stepsPerSecond: null, secondsLeft: null, predictions });
}

const DIVERGED: Problem = {
  code: 'fit.notFinite',
  severity: 'error',
  message: 'In epoch 41 every draw of well proc140916/B7 failed: its growth rate went to 1.8e+38 per hour.',
  remedy: 'Narrow the prior of r in receiver.yaml, or exclude the well, and start again.',
  place: { file: 'receiver.yaml', line: 41, column: 5 },
};

const DIED: Problem = {
  code: 'fit.jobDied',
  severity: 'error',
  message: 'The process that fitted was ended from outside by SIGKILL.',
  remedy: 'Resume it: at most one checkpoint is lost.',
};

export function failedFit(fit: FitSummary): FitSummary {
  return summaryOf({
    ...fit,
    ...{ status: 'failed', activity: '', secondsLeft: null, stepsPerSecond: null, problems: [DIVERGED] },
  });
}

type FitChannels = Pick<Channels, 'fit.stop' | 'fit.resume' | 'fit.continue' | 'fit.predict'>;
type Answer<C extends keyof FitChannels> = (
  request: Parameters<Channels[C]>[0],
) => Reply<ReturnType<Channels[C]>>;

/** The fits of one project, oldest first, those in the recycle bin too. */
export class MockFits {
  list: readonly FitSummary[];
  /** The one that runs fails on its way. */
  readonly #fails: boolean;
  /** What the one was whose predictions are being made. */
  #before: FitSummary | null = null;
  readonly #tell: (event: ServiceEvent) => void;

  constructor(list: readonly FitSummary[], fails: boolean, tell: (event: ServiceEvent) => void) {
    this.list = list;
    this.#fails = fails;
    this.#tell = tell;
  }

  find(fit: string): FitSummary | null {
    return this.list.find((one) => one.fit === fit) ?? null;
  }

  get underWay(): readonly FitSummary[] {
    return this.list.filter(({ status }) => isUnderWay(status));
  }

  /** Begins at once or behind those under way. */
  start(request: FitRequest): string {
    const fit = `fit-${this.list.length + 1}`;
    this.#begin(fitAt(fit, request, 0));
    return fit;
  }

  readonly stop: Answer<'fit.stop'> = ({ fit }) => this.#asked('stop', fit, (found) => this.#rest(found));

  readonly resume: Answer<'fit.resume'> = ({ fit }) =>
    this.#asked('resume', fit, (found) => this.#begin(found));

  readonly continue: Answer<'fit.continue'> = ({ fit, epochs }) => {
    const from = this.find(fit);
    const against = from === null ? unknown(fit) : (refusal('continue', from) ?? refuseEpochs(from, epochs));
    if (from === null || against !== null) return refused(against ?? unknown(fit));
    const name = `fit-${this.list.length + 1}`;
    const request = { ...from.request, epochs };
    const more = {
      hasCheckpoint: true,
      evaluations: from.evaluations,
      startedFrom: { fit, epoch: from.epoch },
    };
    this.#begin(fitAt(name, request, from.epoch, more));
    return value({ fit: name });
  };

  readonly predict: Answer<'fit.predict'> = ({ fit }) =>
    this.#asked('predict', fit, (found) => {
      this.#before = found;
      this.#put(summaryOf({ ...found, status: 'running', activity: 'predicting' }));
    });

  /** As when the project is left: what runs stops, what waits stays in the queue. */
  leave(): void {
    for (const fit of this.underWay) if (fit.status !== 'queued') this.#put(atRest(fit));
  }

  /** What runs comes one evaluation further, or to its predictions. */
  tick(): void {
    const fit = this.list.find((one) => one.status === 'running');
    if (fit === undefined) return;
    if (fit.activity === 'predicting') {
      const status = this.#before?.status ?? 'interrupted';
      this.#put(summaryOf({ ...withPredictions(fit, 'interrupted'), status }));
      return;
    }
    const epoch = Math.min(fit.epochs, fit.epoch + fit.request.evaluateEvery);
    if (this.#fails && epoch > fit.epochs / 3) {
      this.#put(failedFit(fit));
      this.#beginNext();
      return;
    }
    const evaluation = evaluationAt(epoch);
    this.#tell({ kind: 'evaluation', fit: fit.fit, evaluation });
    const evaluations = [...fit.evaluations, evaluation];
    const secondsLeft = (fit.epochs - epoch) * 0.31;
    const further = summaryOf({
      ...fit,
      ...{ epoch, evaluations, stepsPerSecond: 22.4, secondsLeft, hasCheckpoint: true },
    });
    this.#put(epoch < fit.epochs ? further : withPredictions(further, 'done'));
    this.#beginNext();
  }

  /** Does it, or says why it is not to be had. */
  #asked(action: FitAction, fit: string, act: (fit: FitSummary) => void): Reply<Nothing> {
    const found = this.find(fit);
    const against = found === null ? unknown(fit) : refusal(action, found);
    if (found === null || against !== null) return refused(against ?? unknown(fit));
    act(found);
    return value({});
  }

  /** The process of what runs is killed. */
  die(): void {
    const fit = this.list.find((one) => one.status === 'running');
    if (fit !== undefined) this.#rest({ ...fit, problems: [DIED] });
  }

  #begin(fit: FitSummary): void {
    const status = this.underWay.length > 0 ? 'queued' : 'running';
    const activity = status === 'queued' ? 'waiting' : 'training';
    const hasCheckpoint = fit.hasCheckpoint || status === 'running';
    this.#put(summaryOf({ ...fit, status, activity, hasCheckpoint, problems: [] }));
  }

  #beginNext(): void {
    const next = this.list.find((one) => one.status === 'queued');
    if (next === undefined || this.list.some((one) => one.status === 'running')) return;
    this.#put(summaryOf({ ...next, status: 'running', activity: 'training', hasCheckpoint: true }));
  }

  #rest(fit: FitSummary): void {
    this.#put(atRest(fit));
    this.#beginNext();
  }

  #put(fit: FitSummary): void {
    this.list =
      this.find(fit.fit) === null
        ? [...this.list, fit]
        : this.list.map((old) => (old.fit === fit.fit ? fit : old));
    this.#tell({ kind: 'fit', fit });
  }
}

function atRest(fit: FitSummary): FitSummary {
  return summaryOf({ ...fit, status: 'interrupted', activity: '', secondsLeft: null, stepsPerSecond: null });
}

function refused(problem: Problem): Reply<never> {
  return { kind: 'problems', problems: [problem] };
}

function unknown(fit: string): Problem {
  const message = `the project has no fit “${fit}”`;
  return { code: 'fit.unknown', severity: 'error', message, remedy: 'Choose one of the list.' };
}
