import { workerData } from 'node:worker_threads';
import type { BlobsToRead, BlobThreadData } from './jobs/blob-thread.ts';
import { connectReadOnly, readByMemory } from './store/connection.ts';
import { damagedBlobs } from './store/damaged-blobs.ts';

/** Entry of a thread that reads the blobs of one project. */
const { port, steps } = workerData as BlobThreadData;

const step = (): void => {
  Atomics.add(steps, 0, 1);
  Atomics.notify(steps, 0);
};

function namesOf({ path, mapped }: BlobsToRead): readonly string[] | null {
  try {
    const database = connectReadOnly(path);
    try {
      if (mapped) readByMemory(database);
      return damagedBlobs(database, step);
    } finally {
      database.close();
    }
  } catch {
    // Whoever asked finds out why, and has words for it.
    return null;
  }
}

port.once('message', (asked: BlobsToRead) => {
  port.postMessage(namesOf(asked));
  step();
});
