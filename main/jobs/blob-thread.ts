import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BlobReading } from '../store/inspect.ts';
import { programFile } from './program-file.ts';

/** What the thread is given. */
export interface BlobThreadData {
  /** Brings one `BlobsToRead`, takes the names of what is damaged or null. */
  readonly port: MessagePort;
  /** One number: goes up with each blob, and at the end. */
  readonly steps: Int32Array;
}

export interface BlobsToRead {
  /** Of the project. */
  readonly path: string;
  /** See `readByMemory`. */
  readonly mapped: boolean;
}

/** Milliseconds that one blob may take, before whoever waits reads them all by itself: the thread may be gone. */
const patience = 30_000;

export interface BlobThread {
  /** Call while this process holds the file. */
  readonly read: (asked: BlobsToRead) => BlobReading;
  /** Call when the project is let go of. */
  readonly end: () => void;
}

/**
 * A thread of this process that reads a project's blobs while the process reads all else. Both hold the file by the one
 * SQLite of the process, which keeps the locks of both until the last lets go.
 *
 * @param script the thread's program; left out: the one beside this program.
 * @param longest milliseconds that one blob may take.
 */
export function startBlobThread(
  script: string = programFile('blob-reader'),
  longest: number = patience,
): BlobThread {
  const { port1: own, port2: port } = new MessageChannel();
  const steps = new Int32Array(new SharedArrayBuffer(4));
  const workerData: BlobThreadData = { port, steps };
  const worker = new Worker(script, { workerData, transferList: [port], argv: [], execArgv: [] });
  // What goes wrong there is not told: then this process reads them.
  worker.on('error', () => {});
  worker.unref();
  return {
    read: (asked) => {
      own.postMessage(asked);
      return { damaged: () => waitFor(own, steps, longest) };
    },
    end: () => {
      own.close();
      void worker.terminate();
    },
  };
}

function waitFor(port: MessagePort, steps: Int32Array, longest: number): readonly string[] | null {
  for (;;) {
    const step = Atomics.load(steps, 0);
    const told = receiveMessageOnPort(port);
    // Of our own program, so believed.
    if (told !== undefined) return told.message as readonly string[] | null;
    if (Atomics.wait(steps, 0, step, longest) === 'timed-out') return null;
  }
}
