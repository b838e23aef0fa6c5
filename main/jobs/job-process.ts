import type { ToJob } from './messages.ts';

/** A job's process as the service sees it, whichever host started it. Messages are structured clones: ToJob there, FromJob back. */
export interface JobProcess {
  /** null: it did not start. */
  pid(): number | null;
  /** A process that has just ended cannot be told anything: then nothing happens. */
  post(message: ToJob): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Once, after the last message, when the process is gone. */
  onExit(listener: (exit: JobExit) => void): void;
  /** At once, without last words. */
  kill(): void;
}

export interface JobExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr; empty where nothing is known. */
  readonly errors: string;
  /** Half a sentence where the system gave no process: `too many files are open`. */
  readonly notStarted?: string;
}

/** Starts the job's program; the process waits for its one task. */
export type StartJob = () => JobProcess;
