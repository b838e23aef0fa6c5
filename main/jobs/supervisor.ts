import { forkJobs } from './fork-job.ts';
import type { JobProcess, StartJob } from './job-process.ts';
import { memoryFault } from './memory-guard.ts';
import type { FromJob, JobEvent, JobTask } from './messages.ts';

/** A task under way or waiting. */
export interface Job {
  /** Of its process; null while it waits and when it did not start. */
  pid(): number | null;
  /** Asks it to end in order: it sends a last checkpoint and `stopped`. A job that still waits is dropped at once. */
  stop(): void;
  /** Ends the process at once; nothing more is heard of it but `died`. */
  kill(): void;
  /** Settles after the last event, when the process is gone. */
  readonly ended: Promise<void>;
  /** Settles when the process is started; never where it was dropped before. */
  readonly begun: Promise<void>;
}

const lastWords: ReadonlySet<JobEvent['kind']> = new Set([
  'result',
  'diagnosed',
  'imported',
  'examined',
  'projectPrepared',
  'checked',
  'tidied',
  'stopped',
  'problems',
  'bug',
  'died',
  'notStarted',
]);

interface Lane {
  readonly waiting: (() => void)[];
  busy: boolean;
}

/**
 * Runs tasks in processes of their own, of each kind one at a time in the order they came, so that a hang or a crash costs
 * one task, and a file need not wait for a fit. Listeners hear every message of their job and then exactly one last word:
 * `result`, `diagnosed`, `imported`, `examined`, `projectPrepared`, `checked`, `tidied`, `stopped`, `problems`, `bug`, `died` or `notStarted`.
 */
export class Supervisor {
  readonly #startJob: StartJob;
  readonly #lanes = new Map<JobTask['kind'], Lane>();
  readonly #running = new Set<JobProcess>();
  /** A process must not outlive this one; the job also ends by itself when its channel closes. */
  readonly #killAll = (): void => {
    for (const running of this.#running) running.kill();
  };
  #closed = false;

  /** Left out: jobs are child processes of this one. */
  constructor(startJob: StartJob = forkJobs()) {
    this.#startJob = startJob;
    process.on('exit', this.#killAll);
  }

  /** Starts the task, or queues it behind those of its kind. */
  start(task: JobTask, listener: (event: JobEvent) => void): Job {
    let started: JobProcess | null = null;
    let settle = (): void => {};
    const ended = new Promise<void>((resolve) => {
      settle = resolve;
    });
    let beginning = (): void => {};
    const begun = new Promise<void>((resolve) => {
      beginning = resolve;
    });
    const lane = this.#lane(task.kind);
    const finish = (): void => {
      settle();
      next(lane);
    };
    const begin = (): void => {
      if (!this.#closed) {
        started = this.#begin(task, listener, finish);
        beginning();
        return;
      }
      listener({ kind: 'stopped' });
      finish();
    };
    /** Whether it still waited. */
    const drop = (): boolean => {
      const at = lane.waiting.indexOf(begin);
      if (at === -1) return false;
      lane.waiting.splice(at, 1);
      listener({ kind: 'stopped' });
      settle();
      return true;
    };
    lane.waiting.push(begin);
    if (!lane.busy) next(lane);
    return {
      pid: () => started?.pid() ?? null,
      stop: () => {
        if (!drop()) started?.post({ kind: 'stop' });
      },
      kill: () => {
        if (!drop()) started?.kill();
      },
      ended,
      begun,
    };
  }

  /** Ends every process; queued tasks are dropped. */
  close(): void {
    this.#closed = true;
    this.#killAll();
    process.off('exit', this.#killAll);
  }

  #lane(kind: JobTask['kind']): Lane {
    const there = this.#lanes.get(kind);
    if (there !== undefined) return there;
    const lane: Lane = { waiting: [], busy: false };
    this.#lanes.set(kind, lane);
    return lane;
  }

  #begin(task: JobTask, listener: (event: JobEvent) => void, finish: () => void): JobProcess {
    const started = this.#startJob();
    this.#running.add(started);
    let over = false;
    const hear = (event: JobEvent): void => {
      if (over) return;
      over = lastWords.has(event.kind);
      listener(event);
    };
    // Of our own program, so believed.
    started.onMessage((message) => hear(message as FromJob));
    started.onExit(({ code, signal, errors, notStarted }) => {
      this.#running.delete(started);
      if (notStarted !== undefined) hear({ kind: 'notStarted', reason: notStarted });
      const memory = memoryFault(errors);
      if (memory !== null) hear({ kind: 'died', code, signal, memory });
      if (code !== null && code !== 0 && errors !== '') hear({ kind: 'bug', message: errors });
      hear({ kind: 'died', code, signal });
      finish();
    });
    started.post({ kind: 'start', task });
    return started;
  }
}

function next(lane: Lane): void {
  const begin = lane.waiting.shift();
  lane.busy = begin !== undefined;
  begin?.();
}
