import type { FromService, HostedJobExit, JobFrame } from './messages.ts';
import type { HostPort } from './port.ts';

/** A job's process as the service sees it; the same shape as main/jobs has it, which this room may not know. */
export interface HostedJob {
  pid(): number | null;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (exit: HostedJobExit) => void): void;
  kill(): void;
}

/** Milliseconds after a job's end in which the last messages of its port may still come. */
const lastMessages = 1000;

/**
 * Starts jobs from the service's process, where Electron has no `fork`: asks the host, which sends back a port to the job,
 * its process id and its end. A job's exit is told when both its port has closed and the host has seen it end.
 */
export class JobStarter {
  readonly #ask: (message: FromService) => void;
  readonly #jobs = new Map<number, StartedJob>();
  #count = 0;

  constructor(ask: (message: FromService) => void) {
    this.#ask = ask;
  }

  readonly start = (): HostedJob => {
    const job = ++this.#count;
    const started = new StartedJob(() => this.#ask({ kind: 'killJob', job }));
    this.#jobs.set(job, started);
    this.#ask({ kind: 'startJob', job });
    return started;
  };

  connected(job: number, port: HostPort): void {
    this.#jobs.get(job)?.connect(port);
  }

  spawned(job: number, pid: number): void {
    this.#jobs.get(job)?.spawned(pid);
  }

  exited(job: number, exit: HostedJobExit): void {
    this.#jobs.get(job)?.exited(exit);
    this.#jobs.delete(job);
  }
}

class StartedJob implements HostedJob {
  readonly #kill: () => void;
  readonly #early: unknown[] = [];
  #port: HostPort | null = null;
  #portIsOpen = false;
  #pid: number | null = null;
  #exit: HostedJobExit | null = null;
  #told = false;
  #messageListener = (_message: unknown): void => {};
  #exitListener = (_exit: HostedJobExit): void => {};

  constructor(kill: () => void) {
    this.#kill = kill;
  }

  pid(): number | null {
    return this.#pid;
  }

  post(message: unknown): void {
    if (this.#exit !== null) return;
    if (this.#port === null) this.#early.push(message);
    else if (this.#portIsOpen) this.#port.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListener = listener;
  }

  onExit(listener: (exit: HostedJobExit) => void): void {
    this.#exitListener = listener;
  }

  kill(): void {
    if (this.#exit === null) this.#kill();
  }

  connect(port: HostPort): void {
    this.#port = port;
    this.#portIsOpen = true;
    const closed = (): void => {
      this.#portIsOpen = false;
      this.#tell();
    };
    port.on('message', ({ data }) => {
      const frame = data as JobFrame;
      if (frame.kind === 'message') {
        this.#messageListener(frame.message);
        return;
      }
      port.close();
      closed();
    });
    port.on('close', closed);
    port.start();
    for (const message of this.#early.splice(0)) port.postMessage(message);
  }

  spawned(pid: number): void {
    this.#pid = pid;
  }

  exited(exit: HostedJobExit): void {
    this.#exit = exit;
    this.#tell();
    // A port that never says it closed must not keep the service from going on.
    if (!this.#told) {
      const closed = (): void => {
        this.#portIsOpen = false;
        this.#tell();
      };
      setTimeout(closed, lastMessages).unref();
    }
  }

  #tell(): void {
    if (this.#told || this.#exit === null || this.#portIsOpen) return;
    this.#told = true;
    this.#exitListener(this.#exit);
  }
}
