import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ThreadHost, ThreadTeam } from '../../shared/compute/threads.ts';
import { programFile } from './program-file.ts';

/** More than this many threads wait for one another longer than they compute; arbitrary. */
const mostThreads = 16;

/** Threads that this machine can run at once, the calling one included. */
export function machineThreads(): number {
  return Math.min(availableParallelism(), mostThreads);
}

/**
 * Threads of Node, for the kernels of this process; `script` is a thread's program, left out: the one beside this program.
 * What a thread prints goes where its process prints: a job's stdout goes nowhere, its stderr is kept as its last words.
 */
export function nodeThreads(script?: string): ThreadHost {
  return { start: (count) => startTeam(count, script ?? programFile('worker')) };
}

function startTeam(count: number, script: string): ThreadTeam {
  const listeners: ((error: Error) => void)[] = [];
  let failed: Error | null = null;
  let closing = false;
  const fail = (error: Error): void => {
    if (closing || failed !== null) return;
    failed = error;
    for (const listener of listeners) listener(error);
  };
  const workers = Array.from({ length: count }, (_, thread) => {
    // Flags of this process (a test runner's loader, an inspector) are not for its threads.
    const worker = new Worker(script, { name: `kernel ${thread + 1}`, argv: [], execArgv: [] });
    // Threads that wait keep no process alive: a job ends when its work does.
    worker.unref();
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => fail(new Error(`thread ${thread + 1} ended unasked with exit code ${code}`)));
    return worker;
  });
  return {
    count,
    post: (thread, message) => workers[thread]?.postMessage(message),
    keepAlive: (alive) => {
      for (const worker of workers) {
        if (alive) worker.ref();
        else worker.unref();
      }
    },
    onFailure: (listener) => {
      listeners.push(listener);
      if (failed !== null) listener(failed);
    },
    close: async () => {
      closing = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
