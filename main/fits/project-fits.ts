import { keepText } from '../../shared/base/codec.ts';
import { type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitSummary, FitView, Nothing, ServiceEvent } from '../../shared/channels.ts';
import { noActions } from '../../shared/fit/fit-actions.ts';
import { fitActivity, fitStatus, isUnderWay } from '../../shared/fit/life.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { Change } from '../store/change-schema.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { attempt } from '../store/store-fault.ts';
import type { ListedFit } from '../store/store-lists.ts';
import type { StoredFit } from '../store/stored-fit.ts';
import { type FitRunEvent, startFitRun } from './fit-run.ts';
import { bestOf, storedSummary, withActions } from './fit-summary.ts';
import { showFit } from './fit-view.ts';
import { openKeptFits } from './kept-fits.ts';
import { LiveFits } from './live-fits.ts';
import { type PredictionEnd, runPrediction } from './prediction-run.ts';
import type { ProjectOrder } from './project-order.ts';

export interface ProjectFitsOptions {
  readonly store: ProjectStore;
  readonly supervisor: Supervisor;
  readonly models: string;
  readonly version: string;
  readonly tell: (event: ServiceEvent) => void;
}

/** The fits of an open project: those in its file and those under way. */
export interface ProjectFits {
  /** Oldest first. */
  list(): readonly FitSummary[];
  /** Begins with what waited when the project was last closed, or its program died. */
  startQueue(): void;
  /** Begins at once or after those before it. Returns its name. */
  start(ordered: ProjectOrder): Outcome<string>;
  stop(fit: string): Outcome<Nothing>;
  /** From the last checkpoint, to the number of epochs that it was asked for: the numbers are those of one never stopped. */
  resume(fit: string): Outcome<Nothing>;
  /** A new fit from the checkpoint of this one, to `epochs` in all. Returns its name. */
  continueFrom(fit: string, epochs: number): Outcome<string>;
  /** Predictions of one that is not done, from its best evaluation so far. */
  predict(fit: string): Outcome<Nothing>;
  remove(fit: string): Outcome<unknown>;
  show(fit: string): Outcome<FitView>;
  /** Why these changes cannot be made while fits are under way; null: they take none of those away. */
  refuse(changes: readonly Change[], what: string): Problem | null;
  /** Asks those under way to stop and waits until they have written what they have, but not for ever. What waits stays queued. */
  close(): Promise<void>;
}

/** Milliseconds that a job may take to stop in order before it is killed; its last checkpoint stays. */
const patience = 5000;

export function openProjectFits(options: ProjectFitsOptions): ProjectFits {
  const { store, supervisor, models, version, tell } = options;
  const live = new LiveFits(tell);

  /** Each summary is made once, until its fit changes: there may be thousands. */
  const summaries = new WeakMap<ListedFit, FitSummary>();
  const summaryOf = (stored: ListedFit): FitSummary => {
    const summary = summaries.get(stored) ?? storedSummary(stored);
    summaries.set(stored, summary);
    return summary;
  };
  /** As it is now. A project that can only be read lets nothing be asked, and what a crash left in it stays as written. */
  const now = (stored: ListedFit): FitSummary => {
    const summary = live.get(stored.fit) ?? summaryOf(stored);
    if (store.info.readOnly === null) return summary;
    const status = isUnderWay(summary.status) ? fitStatus.interrupted : summary.status;
    return { ...summary, status, can: noActions };
  };
  /** The last list, its text included, for as long as nothing in it changes. */
  let last = listOf([], -1, []);
  const list = (): readonly FitSummary[] => {
    const [stored, { version }] = [store.listedFits(), live];
    if (last.stored !== stored || last.version !== version) last = listOf(stored, version, stored.map(now));
    return last.list;
  };
  const kept = openKeptFits({ store, version, lifeOf: now });
  /** Its job is gone: from here on what is kept of it counts. */
  const ended = (fit: string, problems: readonly Problem[] = []): void => {
    const last = live.get(fit);
    live.end(fit);
    const found = attempt(store.info.path, () => store.fit(fit));
    if (found.ok) {
      const stored = found.value;
      if (stored === null || stored.recycled) return;
      const summary = storedSummary(stored);
      tell({ kind: 'fit', fit: { ...summary, problems: [...summary.problems, ...problems] } });
    } else if (last !== null) {
      // What is kept cannot be read: all that is known is that nothing computes it any more.
      const told = [...last.problems, ...problems, ...found.problems];
      tell({ kind: 'fit', fit: withActions({ ...last, status: fitStatus.interrupted, problems: told }) });
    }
  };

  const hear = (fit: string, event: FitRunEvent): void => {
    if (event.kind === 'prepared') {
      const { backend, threads, problems } = event.prepared;
      live.change(fit, {
        status: fitStatus.running,
        activity: fitActivity.training,
        backend,
        threads,
        problems,
      });
    } else if (event.kind === 'progress') {
      const { activity, epoch, stepsPerSecond, secondsLeft } = event.progress;
      live.change(fit, { activity, epoch, stepsPerSecond, secondsLeft });
    } else if (event.kind === 'sampling') {
      live.change(fit, { sampling: event.sampling });
    } else if (event.kind === 'checkpoint') {
      if (live.get(fit)?.hasCheckpoint === false) live.change(fit, { hasCheckpoint: true });
    } else if (event.kind === 'evaluation') {
      const { evaluation } = event;
      const evaluations = [...(live.get(fit)?.evaluations ?? []), evaluation];
      // Progress is told ten times a second at most, and may be behind.
      const epoch = Math.max(live.get(fit)?.epoch ?? 0, evaluation.epoch);
      live.change(fit, { epoch, evaluations, ...bestOf(evaluations) });
      tell({ kind: 'evaluation', fit, evaluation });
    }
  };

  /** Gives a queued fit its job, or says why it cannot have one. */
  const run = (stored: StoredFit): Outcome<Nothing> => {
    const { fit } = stored;
    const launch = kept.launch(stored);
    if (!launch.ok) {
      ended(fit);
      return launch;
    }
    const started = startFitRun({
      ...launch.value,
      ...{ supervisor, models, version, background: true },
      listener: (event) => hear(fit, event),
    });
    live.begin(
      { ...storedSummary(stored), status: fitStatus.queued, activity: fitActivity.waiting },
      started,
    );
    void started.end.then(() => ended(fit));
    return success({});
  };
  const runNamed = (stored: Outcome<StoredFit>): Outcome<string> => {
    if (!stored.ok) return stored;
    const begun = run(stored.value);
    return begun.ok ? success(stored.value.fit) : begun;
  };

  return {
    list,
    startQueue: () => {
      if (store.info.readOnly !== null) return;
      for (const { fit, status } of store.listedFits()) {
        const stored = status === fitStatus.queued ? store.fit(fit) : null;
        if (stored !== null) run(stored);
      }
    },
    start: (ordered) => runNamed(kept.start(ordered)),
    stop: (fit) => {
      const stored = kept.findFor('stop', fit);
      if (!stored.ok) return stored;
      live.stop(fit);
      return success({});
    },
    resume: (fit) => {
      const queued = kept.resume(fit);
      return queued.ok ? run(queued.value) : queued;
    },
    continueFrom: (fit, epochs) => runNamed(kept.continueFrom(fit, epochs)),
    predict: (fit) => {
      const stored = kept.findFor('predict', fit);
      if (!stored.ok) return stored;
      const launch = kept.launchPrediction(stored.value);
      if (!launch.ok) return launch;
      const started = runPrediction({
        ...launch.value,
        ...{ supervisor, models, background: true, onPrepared: () => {} },
      });
      live.begin(
        { ...storedSummary(stored.value), status: fitStatus.running, activity: fitActivity.predicting },
        started,
      );
      void started.end.then((end) => ended(fit, problemsOf(end)));
      return success({});
    },
    remove: (fit) => {
      const stored = kept.findFor('remove', fit);
      return stored.ok ? store.removeFit(fit) : stored;
    },
    show: (fit) => {
      const stored = kept.find(fit);
      return stored.ok ? showFit(store, stored.value, now(stored.value)) : stored;
    },
    refuse: (changes, what) => {
      for (const change of changes) {
        if (change.kind !== 'fit.recycle') continue;
        const refused = live.refuseLoss(`fit-${change.number}`, what);
        if (refused !== null) return refused;
      }
      return null;
    },
    close: () => live.close(patience),
  };
}

/** A list of fits as it was told, and of what it was made. */
function listOf(stored: readonly ListedFit[], version: number, list: readonly FitSummary[]) {
  return { stored, version, list: keepText(list) };
}

function problemsOf(end: PredictionEnd): readonly Problem[] {
  if (end.status === fitStatus.failed) return end.problems;
  if (end.status !== 'bug') return [];
  const message = `this is a bug of Wellspring: ${end.message}`;
  const remedy = 'Please report it with this text. The fit is as it was.';
  return [{ code: 'fit.bug', severity: 'error', message, remedy }];
}
