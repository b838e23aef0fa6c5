import type { Problem } from '../../shared/base/problem.ts';
import type { Evaluation, FitResult } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { SamplingReport } from '../../shared/fit/sampling.ts';
import type {
  DataFile,
  FitCheckpoint,
  FitPrepared,
  JobDeath,
  JobEvent,
  JobProgress,
} from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { FitManifest } from '../store/fit-manifest.ts';
import type { FitOrigin } from '../store/fit-schemas.ts';
import type { FitKeeper, Unfinished } from './fit-keeper.ts';
import { manifestOf, type Progress, resultOf } from './manifest-of.ts';

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
  /** There is something to go on from. */
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation }
  /** How chains stand, now and then. */
  | { readonly kind: 'sampling'; readonly sampling: SamplingReport };

/** How a fit ended. The manifest is what fit.json says, null where the fit did not come so far. */
export type FitEnd =
  | {
      readonly status: typeof fitStatus.done;
      readonly manifest: FitManifest;
      readonly result: FitResult;
      readonly problems: readonly Problem[];
    }
  | {
      readonly status: typeof fitStatus.interrupted;
      readonly manifest: FitManifest | null;
      readonly problems: readonly Problem[];
    }
  | {
      readonly status: typeof fitStatus.failed;
      /** `died`: the process ended unasked; a checkpoint may be there to go on from. */
      readonly reason: 'input' | 'numerics' | 'died';
      readonly manifest: FitManifest | null;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'bug'; readonly manifest: FitManifest | null; readonly message: string };

export interface FitRun {
  /** The job's process, null while it waits. */
  pid(): number | null;
  /** Asks it to write a checkpoint and end. */
  stop(): void;
  /** Like `stop`, but one that still waits leaves without a word: it stays queued where it is kept. */
  leave(): void;
  /** Ends a job that does not stop: its last checkpoint stays. */
  kill(): void;
  readonly end: Promise<FitEnd>;
}

/** Runs one fit as a job and keeps what is written of it true at every moment: this side alone writes. */
export function startFitRun(options: FitRunOptions): FitRun {
  let progress: Progress = { prepared: null, evaluations: [], history: [], seconds: 0 };
  /** Whether a checkpoint of this run is kept: before, what was known earlier still holds. */
  let kept = false;
  let leaving = false;
  let killed = false;
  let unwritten: Problem | null = null;
  let settle = (_end: FitEnd): void => {};
  const end = new Promise<FitEnd>((resolve) => {
    settle = resolve;
  });
  const manifest = (status: FitManifest['status'], problems: readonly Problem[] = []): FitManifest | null => {
    if (progress.prepared === null) return null;
    const known = manifestOf(status, options, progress);
    return { ...known, problems: [...known.problems, ...problems] };
  };
  const write = (action: (keeper: FitKeeper) => Problem | null): void => {
    if (options.keeper === null || unwritten !== null) return;
    unwritten = action(options.keeper);
    if (unwritten !== null) job.stop();
  };
  const keep = (checkpoint: FitCheckpoint): void => {
    const { evaluations, history, seconds } = checkpoint;
    const before = progress;
    progress = { ...progress, evaluations, history, seconds };
    // Until something else is known, what is kept is an interrupted fit.
    const known = manifestOf(fitStatus.interrupted, options, progress);
    write((keeper) => keeper.checkpoint(known, history, checkpoint.bytes));
    // What could not be kept is not known either: nothing may promise more than the kept checkpoint has.
    if (unwritten !== null) progress = before;
    kept ||= unwritten === null;
    options.listener({ kind: 'checkpoint' });
  };
  /** Writes an end without a result; whether that can be written changes no end. */
  const leaveUnfinished = (how: Unfinished['how'], problems: readonly Problem[]): void => {
    const known = kept
      ? { manifest: manifestOf(fitStatus.interrupted, options, progress), history: progress.history }
      : null;
    options.keeper?.unfinished({ how, known, problems });
  };
  const failUnwritten = (problem: Problem): void => {
    leaveUnfinished('stopped', [problem]);
    settle({ status: fitStatus.failed, reason: 'input', manifest: null, problems: [problem] });
  };
  const fail = (reason: 'input' | 'numerics' | 'died', problems: readonly Problem[]): void => {
    leaveUnfinished(reason === 'died' ? 'died' : 'failed', problems);
    const status = reason === 'died' ? fitStatus.interrupted : fitStatus.failed;
    settle({ status: fitStatus.failed, reason, manifest: manifest(status, problems), problems });
  };
  const stopped = (): void => {
    if (unwritten !== null) {
      failUnwritten(unwritten);
      return;
    }
    if (!leaving || progress.prepared !== null) leaveUnfinished('stopped', []);
    settle({ status: fitStatus.interrupted, manifest: manifest(fitStatus.interrupted), problems: [] });
  };
  const finish = (result: FitResult, seconds: number, problems: readonly Problem[]): void => {
    const { evaluations, history } = result;
    progress = { ...progress, evaluations, history, seconds };
    const known = manifestOf(fitStatus.done, options, progress);
    const done = { ...known, ...resultOf(result), problems: [...known.problems, ...problems] };
    write((keeper) => keeper.finished(done, result));
    if (unwritten === null) settle({ status: fitStatus.done, manifest: done, result, problems });
    else failUnwritten(unwritten);
  };
  const hear = (event: JobEvent): void => {
    switch (event.kind) {
      case 'prepared':
        progress = { ...progress, prepared: event.prepared };
        write((keeper) => keeper.prepared(event.prepared));
        options.listener({ kind: 'prepared', prepared: event.prepared });
        if (event.checkpoint !== null) keep(event.checkpoint);
        break;
      case 'progress':
      case 'sampling':
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
        stopped();
        break;
      case 'problems':
        fail(event.failed, event.problems);
        break;
      case 'bug':
        leaveUnfinished('failed', [bugProblem(event.message)]);
        settle({ status: 'bug', manifest: manifest(fitStatus.failed), message: event.message });
        break;
      case 'notStarted':
        fail('died', [
          notStarted(
            'the fit',
            event.reason,
            options.checkpoint === null ? 'start the fit again' : 'resume it',
          ),
        ]);
        break;
      case 'died':
        if (killed) stopped();
        else fail('died', [died(event, options.keeper !== null)]);
        break;
    }
  };
  const { order, models, files, checkpoint, background } = options;
  const every = options.checkpointEvery_s ?? checkpointEvery_s;
  const job = options.supervisor.start(
    { kind: 'fit', order, models, files, checkpoint, checkpointEvery_s: every, background },
    hear,
  );
  return {
    pid: job.pid,
    stop: job.stop,
    leave: () => {
      leaving = true;
      job.stop();
    },
    kill: () => {
      killed = true;
      job.kill();
    },
    end,
  };
}

function bugProblem(message: string): Problem {
  const remedy = 'Please report it with this text. The fit’s last checkpoint is kept.';
  return { code: 'fit.bug', severity: 'error', message: `this is a bug of Wellspring: ${message}`, remedy };
}

function died({ code, signal, memory }: JobDeath, isKept: boolean): Problem {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  return {
    code: 'fit.jobDied',
    severity: 'error',
    message:
      memory === undefined
        ? `the process that computed the fit was ended from outside ${how}`
        : `the process that computed the fit was ended: ${memory}`,
    // The number of draws decides a fit's course: with fewer it could not be gone on with.
    remedy: isKept
      ? 'If memory ran out, close other programs before it goes on; a new fit may ask for fewer evaluation draws.'
      : 'If memory ran out, close other programs or ask for fewer evaluation draws, then fit again.',
  };
}
