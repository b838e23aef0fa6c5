import { parentPort } from 'node:worker_threads';
import { assert } from '../../shared/base/assert.ts';
import type { ThreadBody } from '../../shared/compute/threads.ts';

/** A thread's side of `threads.ts`: hands on every message, in order. What the body throws ends the thread and is told. */
export function runThread(body: ThreadBody): void {
  assert(parentPort !== null, 'a thread is started by the host of its kernel');
  parentPort.on('message', body);
}
