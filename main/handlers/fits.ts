import { rmSync } from 'node:fs';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FitRequest, FitSummary, FitView, ServiceEvent } from '../../shared/channels.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { readManifest, readPredictions } from '../store/fit-folder.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import { fitFolder, fitNames, makeFitFolder, type ProjectFolder } from '../store/project-folder.ts';
import { type FitEnd, type FitRun, type FitRunEvent, runFit } from './fit-run.ts';

export interface FitsOptions {
  readonly project: ProjectFolder;
  readonly supervisor: Supervisor;
  readonly models: string;
  readonly version: string;
  readonly tell: (event: ServiceEvent) => void;
}

/** The fits of a project: those on disk and those under way. */
export interface Fits {
  /** Oldest first. */
  list(): readonly FitSummary[];
  start(request: FitRequest): Outcome<{ readonly fit: string }>;
  stop(fit: string): Outcome<Record<string, never>>;
  show(fit: string): Outcome<FitView>;
  /** Asks those under way to stop and waits until they have written what they have, but not for ever. */
  close(): Promise<void>;
}

/** Milliseconds that a job may take to stop in order before it is killed; its last checkpoint stays. */
const patience = 5000;

export function openFits(options: FitsOptions): Fits {
  const { project, tell } = options;
  const summaries = new Map<string, FitSummary>();
  const running = new Map<string, FitRun>();
  for (const fit of fitNames(project.folder)) summaries.set(fit, storedSummary(fit, project.folder));

  const change = (fit: string, changed: Partial<FitSummary>): void => {
    const before = summaries.get(fit);
    if (before === undefined) return;
    const summary = { ...before, ...changed };
    summaries.set(fit, summary);
    tell({ kind: 'fit', fit: summary });
  };

  const hear = (fit: string, event: FitRunEvent): void => {
    const stopping = summaries.get(fit)?.status === 'stopping';
    if (event.kind === 'prepared') {
      const { backend, problems } = event.prepared;
      change(fit, { ...(stopping ? {} : { status: 'running' }), activity: 'training', backend, problems });
    } else if (event.kind === 'progress') {
      const { activity, epoch, stepsPerSecond, secondsLeft } = event.progress;
      change(fit, { activity, epoch, stepsPerSecond, secondsLeft });
    } else {
      const { evaluation } = event;
      const evaluations = [...(summaries.get(fit)?.evaluations ?? []), evaluation];
      const best = evaluations.reduce((a, b) => (b.validationElbo > a.validationElbo ? b : a));
      change(fit, { evaluations, bestEpoch: best.epoch, bestValidationElbo: best.validationElbo });
      tell({ kind: 'evaluation', fit, evaluation });
    }
  };

  const finish = (fit: string, folder: string, end: FitEnd): void => {
    running.delete(fit);
    const settled = { activity: '', stepsPerSecond: null, secondsLeft: null };
    if (end.status === 'bug') {
      change(fit, { ...settled, status: 'failed', problems: [bugProblem(end.message)] });
    } else if (end.manifest === null) {
      // Nothing was written, so nothing is kept: the name is free again at the next start.
      rmSync(folder, { recursive: true, force: true });
      change(fit, { ...settled, status: end.status, problems: end.problems });
    } else {
      const summary = manifestSummary(fit, end.manifest);
      change(fit, {
        ...summary,
        problems: [...summary.problems, ...(end.status === 'interrupted' ? end.problems : [])],
      });
    }
  };

  return {
    list: () => [...summaries.values()],
    start: (request) => {
      const made = tryMakeFolder(project.folder);
      if (!made.ok) return made;
      const { fit, folder } = made.value;
      summaries.set(fit, queuedSummary(fit, request));
      const run = runFit({
        supervisor: options.supervisor,
        order: { spec: project.spec, data: project.folder, overrides: [], settings: settingsOf(request) },
        models: options.models,
        version: options.version,
        folder,
        checkpoint: null,
        listener: (event) => hear(fit, event),
      });
      running.set(fit, run);
      void run.end.then((end) => finish(fit, folder, end));
      change(fit, {});
      return success({ fit });
    },
    stop: (fit) => {
      const run = running.get(fit);
      if (run === undefined)
        return failure([problem('fit.notRunning', `there is no fit “${fit}” under way`)]);
      change(fit, { status: 'stopping', activity: 'stopping' });
      run.stop();
      return success({});
    },
    show: (fit) => {
      const summary = summaries.get(fit);
      const folder = fitFolder(project.folder, fit);
      if (summary === undefined || folder === null)
        return failure([problem('fit.unknown', `there is no fit “${fit}”`)]);
      const manifest = readManifest(folder);
      if (!manifest.ok) return manifest;
      const predictions = readPredictions(folder);
      if (!predictions.ok) return predictions;
      const scores = Object.entries(manifest.value.validation).map(([signal, score]) => ({
        signal,
        ...score,
      }));
      return success({ fit: summary, scores, predictions: predictions.value });
    },
    close: async () => {
      const runs = [...running.values()];
      // Those that wait must not start when the one before them ends.
      for (const run of runs.toReversed()) run.stop();
      const timer = setTimeout(() => {
        for (const run of runs) run.kill();
      }, patience);
      await Promise.all(runs.map((run) => run.end));
      clearTimeout(timer);
    },
  };
}

function tryMakeFolder(project: string): Outcome<{ readonly fit: string; readonly folder: string }> {
  try {
    return success(makeFitFolder(project));
  } catch (error) {
    const message = `no folder for the fit can be made: ${error instanceof Error ? error.message : String(error)}`;
    return failure([
      { ...problem('fit.cannotWrite', message), remedy: `Make room, or allow writing in ${project}.` },
    ]);
  }
}

function settingsOf(request: FitRequest) {
  return { ...request, foldSeed: 0, heldOut: null, batch: null, backend: 'auto', threads: 1 };
}

function queuedSummary(fit: string, request: FitRequest): FitSummary {
  return {
    fit,
    status: 'queued',
    request,
    epoch: 0,
    epochs: request.epochs,
    stepsPerSecond: null,
    secondsLeft: null,
    activity: 'waiting',
    backend: '',
    evaluations: [],
    bestEpoch: null,
    bestValidationElbo: null,
    problems: [],
  };
}

function storedSummary(fit: string, project: string): FitSummary {
  const folder = fitFolder(project, fit);
  const manifest = folder === null ? failure<FitManifest>([]) : readManifest(folder);
  if (manifest.ok) return manifestSummary(fit, manifest.value);
  const request = { epochs: 0, draws: 0, evaluationDraws: 0, evaluateEvery: 0, folds: 0, fold: 0, seed: 0 };
  return { ...queuedSummary(fit, request), status: 'failed', activity: '', problems: manifest.problems };
}

function manifestSummary(fit: string, manifest: FitManifest): FitSummary {
  const { epochs, draws, evaluationDraws, evaluateEvery, folds, fold, seed } = manifest.spec.settings;
  const { best, last, status, backend, evaluations, problems } = manifest;
  return {
    fit,
    status,
    request: { epochs, draws, evaluationDraws, evaluateEvery, folds, fold, seed },
    epoch: status === 'done' ? epochs : (last?.epoch ?? 0),
    epochs,
    stepsPerSecond: null,
    secondsLeft: null,
    activity: '',
    backend,
    evaluations,
    bestEpoch: best?.epoch ?? null,
    bestValidationElbo: best?.validationElbo ?? null,
    problems,
  };
}

function bugProblem(message: string): Problem {
  const remedy = 'Please report it with this text. The fit’s last checkpoint is kept.';
  return { ...problem('fit.bug', `this is a bug of Wellspring: ${message}`), remedy };
}

function problem(code: string, message: string): Problem {
  return { code, severity: 'error', message };
}
