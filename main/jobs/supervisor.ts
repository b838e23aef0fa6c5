import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { present } from '../../shared/base/assert.ts';
import type { FromJob, JobEvent, JobTask, ToJob } from './messages.ts';

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
}

export interface SupervisorOptions {
  /** The job's program; left out: the one beside this program. */
  readonly script?: string;
}

const lastWords: ReadonlySet<JobEvent['kind']> = new Set(['result', 'stopped', 'problems', 'bug', 'died']);

/**
 * Runs tasks in processes of their own, one at a time in the order they came, so that a hang or a crash costs one task.
 * Listeners hear every message of their job and then exactly one last word: `result`, `stopped`, `problems`, `bug` or `died`.
 */
export class Supervisor {
  readonly #script: string;
  readonly #waiting: (() => void)[] = [];
  readonly #running = new Set<ChildProcess>();
  /** A process must not outlive this one; the job also ends by itself when its channel closes. */
  readonly #killAll = (): void => {
    for (const child of this.#running) child.kill('SIGKILL');
  };
  #busy = false;
  #closed = false;

  constructor(options: SupervisorOptions = {}) {
    this.#script = options.script ?? jobScript();
    process.on('exit', this.#killAll);
  }

  /** Starts the task, or queues it behind the one that runs. */
  start(task: JobTask, listener: (event: JobEvent) => void): Job {
    let child: ChildProcess | null = null;
    let dropped = false;
    let settle = (): void => {};
    const ended = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const finish = (): void => {
      settle();
      this.#next();
    };
    this.#waiting.push(() => {
      if (dropped || this.#closed) {
        listener({ kind: 'stopped' });
        finish();
        return;
      }
      child = this.#fork(task, listener, finish);
    });
    if (!this.#busy) this.#next();
    return {
      pid: () => child?.pid ?? null,
      stop: () => {
        if (child === null) dropped = true;
        else send(child, { kind: 'stop' });
      },
      kill: () => {
        if (child === null) dropped = true;
        else child.kill('SIGKILL');
      },
      ended,
    };
  }

  /** Ends every process; queued tasks are dropped. */
  close(): void {
    this.#closed = true;
    this.#killAll();
    process.off('exit', this.#killAll);
  }

  #next(): void {
    const begin = this.#waiting.shift();
    this.#busy = begin !== undefined;
    begin?.();
  }

  #fork(task: JobTask, listener: (event: JobEvent) => void, finish: () => void): ChildProcess {
    const child = fork(this.#script, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#running.add(child);
    let over = false;
    let errors = '';
    const hear = (event: JobEvent): void => {
      if (over) return;
      over = lastWords.has(event.kind);
      listener(event);
    };
    // What a dying process says last (out of memory, a failed import) is worth keeping, the rest is not.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    child.on('message', (message) => hear(message as FromJob));
    child.on('error', (error) =>
      hear({ kind: 'bug', message: `the job process did not start: ${error.message}` }),
    );
    // `close`, not `exit`: messages and texts still in the pipes have been heard by then.
    child.on('close', (code, signal) => {
      this.#running.delete(child);
      if (code !== null && code !== 0 && errors !== '') hear({ kind: 'bug', message: errors.trim() });
      hear({ kind: 'died', code, signal });
      finish();
    });
    send(child, { kind: 'start', task });
    return child;
  }
}

/** A job that has just ended cannot be told anything: its end is reported by itself. */
function send(child: ChildProcess, message: ToJob): void {
  if (child.connected) child.send(message, () => {});
}

/** `job.js` beside the built program (or one folder up, from a shared chunk), else the source itself. */
function jobScript(): string {
  const candidates = ['./job.js', '../job.js', '../job.ts'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return present(
    candidates.find(existsSync),
    `the job's program lies beside this one: ${candidates.join(', ')}`,
  );
}
