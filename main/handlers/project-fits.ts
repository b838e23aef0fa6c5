import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitSummary, FitView, Nothing, ServiceEvent } from '../../shared/channels.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { ProjectStore, StoredFit } from '../store/project-store.ts';
import { keepDecision } from './fit-decision.ts';
import { type FitEnd, type FitRun, type FitRunEvent, runFit } from './fit-run.ts';
import { bestOf, isUnderWay, storedSummary } from './fit-summary.ts';
import { endOf, programVersions, projectKeeper } from './project-keeper.ts';
import { frozenFiles, type ProjectOrder } from './project-order.ts';

export interface ProjectFitsOptions {
  readonly store: ProjectStore;
  readonly supervisor: Supervisor;
  readonly models: string;
  readonly version: string;
  readonly tell: (event: ServiceEvent) => void;
}

/** The fits of a project: those in its file and those under way. */
export interface ProjectFits {
  /** Oldest first. */
  list(): readonly FitSummary[];
  /** Begins at once or after those before it. */
  start(ordered: ProjectOrder): Outcome<string>;
  stop(fit: string): Outcome<Nothing>;
  /** From the last checkpoint, or from the start where there is none: the numbers are the same. */
  resume(fit: string, epochs: number | null): Outcome<Nothing>;
  show(fit: string): Outcome<FitView>;
  /** Ends the job of a fit that is no longer in the project, and waits for its last word. */
  abandon(fit: string): Promise<void>;
  /** Asks those under way to stop and waits until they have written what they have, but not for ever. */
  close(): Promise<void>;
}

/** Milliseconds that a job may take to stop in order before it is killed; its last checkpoint stays. */
const patience = 5000;

export function openProjectFits(options: ProjectFitsOptions): ProjectFits {
  const { store, tell } = options;
  /** Of fits under way: more than the file says of them. */
  const live = new Map<string, FitSummary>();
  const running = new Map<string, FitRun>();
  interruptOrphans(store);

  const change = (fit: string, changed: Partial<FitSummary>): void => {
    const before = live.get(fit);
    if (before === undefined) return;
    const summary = { ...before, ...changed };
    live.set(fit, summary);
    tell({ kind: 'fit', fit: summary });
  };

  const hear = (fit: string, event: FitRunEvent): void => {
    const stopping = live.get(fit)?.status === 'stopping';
    if (event.kind === 'prepared') {
      const { backend, threads, problems } = event.prepared;
      const status = stopping ? {} : ({ status: 'running' } as const);
      change(fit, { ...status, activity: 'training', backend, threads, problems });
    } else if (event.kind === 'progress') {
      const { activity, epoch, stepsPerSecond, secondsLeft } = event.progress;
      change(fit, { ...(stopping ? {} : { activity }), epoch, stepsPerSecond, secondsLeft });
    } else {
      const { evaluation } = event;
      const evaluations = [...(live.get(fit)?.evaluations ?? []), evaluation];
      change(fit, { evaluations, ...bestOf(evaluations) });
      tell({ kind: 'evaluation', fit, evaluation });
    }
  };

  const finish = (fit: string, end: FitEnd): void => {
    running.delete(fit);
    live.delete(fit);
    const patch = endOf(end);
    if (patch !== null) store.updateFit(fit, patch);
    const stored = store.fit(fit);
    if (stored !== null && !stored.recycled) tell({ kind: 'fit', fit: storedSummary(stored) });
  };

  const run = (stored: StoredFit, epochs: number): Outcome<Nothing> => {
    const { fit } = stored;
    const checkpoint = store.hasCheckpoint(fit) ? store.readCheckpoint(fit) : success(null);
    if (!checkpoint.ok) return checkpoint;
    const files = frozenFiles(store, stored);
    if (!files.ok) return files;
    const updated = store.updateFit(fit, { status: 'queued', epochs, problems: [] });
    if (!updated.ok) return updated;
    live.set(fit, {
      ...storedSummary({ ...stored, status: 'queued', epochs, problems: [] }),
      activity: 'waiting',
    });
    const settings = keepDecision({ ...stored.order.settings, epochs }, stored.prepared?.backend ?? null);
    const order = { ...stored.order, settings };
    const { supervisor, models, version } = options;
    const started = runFit({
      supervisor,
      order,
      models,
      version,
      files: files.value,
      keeper: projectKeeper(store, fit),
      checkpoint: checkpoint.value,
      background: true,
      listener: (event) => hear(fit, event),
    });
    running.set(fit, started);
    void started.end.then((end) => finish(fit, end));
    change(fit, {});
    return success({});
  };

  return {
    list: () => store.fits().map((stored) => live.get(stored.fit) ?? restingSummary(stored)),
    start: (ordered) => {
      const started = store.startFit({ ...ordered, versions: programVersions(options.version) });
      if (!started.ok) return started;
      const outcome = run(started.value, ordered.order.settings.epochs);
      return outcome.ok ? success(started.value.fit) : outcome;
    },
    stop: (fit) => {
      const under = running.get(fit);
      if (under === undefined)
        return failure([problem('fit.notRunning', `${fit} is not under way`, 'Nothing is to be stopped.')]);
      change(fit, { status: 'stopping', activity: 'stopping' });
      under.stop();
      return success({});
    },
    resume: (fit, epochs) => {
      const stored = store.fit(fit);
      if (stored === null || stored.recycled) return failure([unknownFit(fit)]);
      if (running.has(fit))
        return failure([problem('fit.running', `${fit} is under way already`, 'Wait, or stop it first.')]);
      const asked = epochs ?? stored.epochs;
      if (stored.status === 'done' && asked <= stored.epochs) {
        const message = `${fit} has done its ${stored.epochs} epochs`;
        return failure([problem('fit.done', message, `Ask for more than ${stored.epochs} epochs.`)]);
      }
      if (asked < stored.epoch) {
        const message = `${fit} has done ${stored.epoch} epochs already, more than the ${asked} asked for`;
        return failure([problem('fit.epochs', message, `Ask for ${stored.epoch} or more.`)]);
      }
      return run(stored, asked);
    },
    show: (fit) => {
      const stored = store.fit(fit);
      if (stored === null || stored.recycled) return failure([unknownFit(fit)]);
      const result = store.readResult(fit);
      if (!result.ok) return result;
      const { validation, predictions } = result.value;
      const scores = Object.entries(validation).map(([signal, score]) => ({ signal, ...score }));
      return success({
        fit: live.get(fit) ?? storedSummary(stored),
        scores,
        predictions,
        ...{ epoch: result.value.best.epoch, final: stored.status === 'done' },
      });
    },
    abandon: async (fit) => {
      const under = running.get(fit);
      if (under === undefined) return;
      under.stop();
      await within(patience, under.end, () => under.kill());
    },
    close: async () => {
      const runs = [...running.values()];
      // Those that wait must not start when the one before them ends.
      for (const each of runs.toReversed()) each.stop();
      const all = Promise.all(runs.map((each) => each.end));
      await within(patience, all, () => {
        for (const each of runs) each.kill();
      });
    },
  };
}

/** Of a fit without a job; in a project that can only be read, what a crash left stays as it was written. */
function restingSummary(stored: StoredFit): FitSummary {
  return storedSummary(isUnderWay(stored.status) ? { ...stored, status: 'interrupted' } : stored);
}

/** Waits for the promise; after `limit` milliseconds does `late` and goes on waiting. */
async function within(limit: number, promise: Promise<unknown>, late: () => void): Promise<void> {
  const timer = setTimeout(late, limit);
  await promise;
  clearTimeout(timer);
}

/** Fits that were under way when their service died: nobody computes them any more. */
function interruptOrphans(store: ProjectStore): void {
  if (store.info.readOnly !== null) return;
  for (const { fit, status, problems, hasCheckpoint } of store.fits()) {
    if (!isUnderWay(status)) continue;
    const message = 'Wellspring ended while this fit was under way';
    const remedy = hasCheckpoint
      ? 'Resume it: it goes on from its last checkpoint, to the same numbers.'
      : 'Resume it: it begins again, to the same numbers.';
    store.updateFit(fit, {
      status: 'interrupted',
      problems: [...problems, { code: 'fit.orphaned', severity: 'warning', message, remedy }],
    });
  }
}

function unknownFit(fit: string): Problem {
  return problem('fit.unknown', `the project has no fit “${fit}”`, 'Choose one of the list.');
}

function problem(code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy };
}
