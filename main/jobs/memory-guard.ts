import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JobTask } from './messages.ts';

/** Milliseconds between looks: what fills memory fastest takes a gigabyte a second. */
const every = 100;

/** What the guard writes as the last words of a job that it ends. */
const lastWords = 'memory limit of this job:';

/** What V8 writes when its own limit is reached. */
const heapWords = 'JavaScript heap out of memory';

const gigabyte = 2 ** 30;

/**
 * Bytes that a job of a kind may take: reading a file or a project must leave the machine usable whatever is in it, a fit may have most
 * of the machine, for that is what it was asked for.
 *
 * @param machine bytes that this machine, or the container around it, has.
 */
export function mostMemory(kind: JobTask['kind'], machine: number = memoryHere()): number {
  switch (kind) {
    case 'import':
    case 'examine':
    case 'simulate':
      return Math.min(3 * gigabyte, machine / 2);
    case 'prepare':
    case 'check':
    case 'tidy':
      return Math.min(1.5 * gigabyte, machine / 2);
    case 'fit':
    case 'predict':
    case 'diagnose':
    case 'scenario':
    case 'zeroShot':
    case 'newWells':
      return 0.8 * machine;
  }
}

function memoryHere(): number {
  const container = process.constrainedMemory();
  return container > 0 ? Math.min(container, totalmem()) : totalmem();
}

/** Milliseconds that a job has to end in order after the process that started it is gone. */
const afterParent = 2000;

/** Of a thread of its own: the job's own is busy with what takes the memory, or waits for a drive that never answers. */
const guard = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let orphaned = 0;
setInterval(() => {
  orphaned = process.ppid === workerData.parent ? 0 : orphaned + workerData.every;
  const { rss } = process.memoryUsage;
  if (rss() > workerData.most) writeSync(2, '\\n' + workerData.words + '\\n');
  else if (orphaned < workerData.afterParent) return;
  process.kill(process.pid, 'SIGKILL');
}, workerData.every);
`;

/**
 * Ends this process, with words about it, once it takes more than so many bytes; and once the process that started it is
 * gone, for then nobody waits for it and nobody else could end it. (Windows tells of a parent that is gone by the channel alone.)
 */
export function guardJob(most: number): void {
  const words = `${lastWords} it took more than ${Math.round(most / 2 ** 20)} MB`;
  // It has next to nothing of its own, so that guarding costs nothing.
  const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
  const workerData = { most, words, every, afterParent, parent: process.ppid };
  new Worker(guard, { eval: true, execArgv: [], workerData, resourceLimits }).unref();
}

/** Half a sentence on the memory that a job ended for want of, from the end of its stderr; null: it was something else. */
export function memoryFault(errors: string): string | null {
  const at = errors.lastIndexOf(lastWords);
  if (at !== -1)
    return (
      errors
        .slice(at + lastWords.length)
        .split('\n', 1)[0]
        ?.trim() ?? null
    );
  return errors.includes(heapWords) ? 'it needed more memory than a program of its kind can have' : null;
}
