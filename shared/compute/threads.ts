/**
 * Threads of the host, lent to a kernel that divides its work. `shared/` knows no threads: the host starts them, and each
 * hands every message it gets to one `ThreadBody`.
 *
 *     kernel: team.post(i, message)    ->    thread i: const body = makeKernelThread(); on message: body(message)
 *
 * Messages are structured clones in which WebAssembly modules and shared memories keep their identity. Results go through
 * shared memory, not through messages.
 */
export interface ThreadHost {
  /** Starts `count` threads beside the calling one. They begin with the first message. */
  start(count: number): ThreadTeam;
}

export interface ThreadTeam {
  readonly count: number;
  post(thread: number, message: unknown): void;
  /** Whether the process must not end by itself now: it waits for a thread. */
  keepAlive(alive: boolean): void;
  /** A thread died or threw: what it was working on will never be finished. */
  onFailure(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/** What a thread does with each message it gets, in order. */
export type ThreadBody = (message: unknown) => void;
