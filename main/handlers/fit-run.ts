import type { Problem } from '../../shared/base/problem.ts';
import type { FitOrder } from '../../shared/channels.ts';
import type { Evaluation, FitResult, HistoryRow } from '../../shared/inference/fit-result.ts';
import type { DataFile, FitCheckpoint, FitPrepared, JobEvent, JobProgress } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { FitManifest, FitOrigin } from '../store/fit-manifest.ts';
import type { FitKeeper } from './fit-keeper.ts';

/** Seconds of work that the death of a job may cost at most. */
const checkpointEvery_s = 20;

export interface FitRunOptions {
  readonly supervisor: Supervisor;
  readonly order: FitOrder;
  /** Folder of the model library. */
  readonly models: string;
  /** The program's version, for fit.json. */
  readonly version: string;
  /** The data, for a fit in a project; null: they lie in the order's folder. */
  readonly files: readonly DataFile[] | null;
  /** Where what is known of the fit goes; null: nowhere. */
  readonly keeper: FitKeeper | null;
  readonly checkpoint: Uint8Array | null;
  /** The finished fit that this one continues; left out or null: none. */
  readonly startedFrom?: FitOrigin | null;
  /** Left out: 20. */
  readonly checkpointEvery_s?: number;
  /** Whether windows go first where both want the processor. */
  readonly background: boolean;
  readonly listener: (event: FitRunEvent) => void;
}

export type FitRunEvent =
  | { readonly kind: 'prepared'; readonly prepared: FitPrepared }
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation };

/** How a fit ended. The manifest is what fit.json says, null where the fit did not come so far. */
export type FitEnd =
  | {
      readonly status: 'done';
      readonly manifest: FitManifest;
      readonly result: FitResult;
      readonly problems: readonly Problem[];
    }
  | {
      readonly status: 'interrupted';
      readonly manifest: FitManifest | null;
      readonly problems: readonly Problem[];
    }
  | {
      readonly status: 'failed';
      /** `died`: the process ended unasked; a checkpoint may be there to go on from. */
      readonly reason: 'input' | 'numerics' | 'died';
      readonly manifest: FitManifest | null;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'bug'; readonly manifest: FitManifest | null; readonly message: string };

export interface FitRun {
  /** The job's process, null while it waits. */
  pid(): number | null;
  stop(): void;
  kill(): void;
  readonly end: Promise<FitEnd>;
}

/** What is known of the fit so far. */
interface Progress {
  readonly prepared: FitPrepared | null;
  readonly evaluations: readonly Evaluation[];
  readonly history: readonly HistoryRow[];
  readonly seconds: number;
}

/** Runs one fit as a job and keeps what is written of it true at every moment: this side alone writes. */
export function runFit(options: FitRunOptions): FitRun {
  let progress: Progress = { prepared: null, evaluations: [], history: [], seconds: 0 };
  let unwritten: Problem | null = null;
  let settle = (_end: FitEnd): void => {};
  const end = new Promise<FitEnd>((resolve) => {
    settle = resolve;
  });
  const write = (action: (keeper: FitKeeper) => Problem | null): void => {
    if (options.keeper === null || unwritten !== null) return;
    unwritten = action(options.keeper);
    if (unwritten !== null) job.stop();
  };
  const keep = (checkpoint: FitCheckpoint): void => {
    const { evaluations, history, seconds } = checkpoint;
    progress = { ...progress, evaluations, history, seconds };
    // Until something else is known, what is kept is an interrupted fit.
    const manifest = manifestOf('interrupted', options, progress);
    write((keeper) => keeper.checkpoint(manifest, history, checkpoint.bytes));
  };
  const fail = (reason: 'input' | 'numerics' | 'died', problems: readonly Problem[]): void => {
    const status = reason === 'died' ? 'interrupted' : 'failed';
    const manifest = progress.prepared === null ? null : manifestOf(status, options, progress, problems);
    if (manifest !== null && progress.seconds > 0)
      write((keeper) => keeper.unfinished(manifest, progress.history));
    settle({ status: 'failed', reason, manifest, problems });
  };
  const finish = (result: FitResult, seconds: number, problems: readonly Problem[]): void => {
    const { evaluations, history } = result;
    progress = { ...progress, evaluations, history, seconds };
    const manifest = { ...manifestOf('done', options, progress, problems), ...scoresOf(result) };
    write((keeper) => keeper.finished(manifest, result));
    if (unwritten === null) settle({ status: 'done', manifest, result, problems });
    else settle({ status: 'failed', reason: 'input', manifest: null, problems: [unwritten] });
  };
  const hear = (event: JobEvent): void => {
    switch (event.kind) {
      case 'prepared':
        progress = { ...progress, prepared: event.prepared };
        write((keeper) => keeper.prepared(event.prepared));
        options.listener(event);
        break;
      case 'progress':
      case 'evaluation':
        options.listener(event);
        break;
      case 'checkpoint':
        keep(event.checkpoint);
        break;
      case 'result':
        finish(event.result, event.seconds, event.problems);
        break;
      case 'stopped':
        if (unwritten !== null)
          settle({ status: 'failed', reason: 'input', manifest: null, problems: [unwritten] });
        else
          settle({
            status: 'interrupted',
            manifest: manifestIfAny('interrupted', options, progress),
            problems: [],
          });
        break;
      case 'problems':
        fail(event.failed, event.problems);
        break;
      case 'bug':
        settle({
          status: 'bug',
          manifest: manifestIfAny('failed', options, progress),
          message: event.message,
        });
        break;
      case 'died':
        fail('died', [died(event.code, event.signal, options.keeper !== null)]);
        break;
    }
  };
  const { order, models, files, checkpoint, background } = options;
  const every = options.checkpointEvery_s ?? checkpointEvery_s;
  const job = options.supervisor.start(
    { kind: 'fit', order, models, files, checkpoint, checkpointEvery_s: every, background },
    hear,
  );
  return { pid: job.pid, stop: job.stop, kill: job.kill, end };
}

function manifestIfAny(
  status: FitManifest['status'],
  options: FitRunOptions,
  progress: Progress,
): FitManifest | null {
  return progress.prepared === null ? null : manifestOf(status, options, progress);
}

function manifestOf(
  status: FitManifest['status'],
  options: FitRunOptions,
  progress: Progress,
  problems: readonly Problem[] = [],
): FitManifest {
  const { prepared, evaluations, seconds } = progress;
  const best = evaluations.reduce<Evaluation | null>(
    (best, next) => (best === null || next.validationElbo > best.validationElbo ? next : best),
    null,
  );
  const last = evaluations.at(-1) ?? null;
  return {
    format: 'wellspring-fit/1',
    status,
    spec: options.order,
    ...(options.startedFrom && { startedFrom: options.startedFrom }),
    model: prepared?.model ?? '',
    objective: prepared?.objective ?? '',
    seed: options.order.settings.seed,
    backend: prepared?.backend ?? options.order.settings.backend,
    threads: prepared?.threads ?? 1,
    relaxedMadd: prepared?.relaxedMadd ?? false,
    versions: { wellspring: options.version, node: process.versions.node, v8: process.versions.v8 },
    data: prepared?.data ?? [],
    individuals: {
      train: prepared?.train ?? [],
      validation: prepared?.validation ?? [],
      heldOut: prepared?.heldOut ?? [],
    },
    evaluations,
    best: best === null ? null : { epoch: best.epoch, validationElbo: best.validationElbo },
    last: last === null ? null : { epoch: last.epoch, validationElbo: last.validationElbo },
    validation: {},
    seconds,
    problems: [...(prepared?.problems ?? []), ...problems],
  };
}

function scoresOf({ best, last, validation }: FitResult): Pick<FitManifest, 'best' | 'last' | 'validation'> {
  return { best, last, validation };
}

function died(code: number | null, signal: string | null, isKept: boolean): Problem {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  return {
    code: 'fit.jobDied',
    severity: 'error',
    message: `the process that computed the fit was ended from outside ${how}`,
    // The number of draws decides a fit's course: with fewer it could not be gone on with.
    remedy: isKept
      ? 'If memory ran out, close other programs before it goes on; a new fit may ask for fewer evaluation draws.'
      : 'If memory ran out, close other programs or ask for fewer evaluation draws, then fit again.',
  };
}
