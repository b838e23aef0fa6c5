import { close, fsync, open } from 'node:fs';

/** Brings a file that another hand writes to the disk bit by bit, so that its last flush is short. */
export interface FlushAlong {
  /** Begins a flush unless one is under way; waits for nothing. */
  flush(): void;
  /** Settles when the last one is over. */
  end(): Promise<void>;
}

/** Whatever goes wrong here costs time and nothing else: whoever writes the file flushes it at the end. */
export function flushAlong(path: string): FlushAlong {
  let last = Promise.resolve();
  let isBusy = false;
  return {
    flush: () => {
      if (isBusy) return;
      isBusy = true;
      last = flushOnce(path).finally(() => {
        isBusy = false;
      });
    },
    end: () => last,
  };
}

function flushOnce(path: string): Promise<void> {
  return new Promise((resolve) => {
    open(path, 'r+', (refused, file) => {
      if (refused) return resolve();
      fsync(file, () => close(file, () => resolve()));
    });
  });
}
