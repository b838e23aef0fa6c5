import { exitCodes } from './exit-codes.ts';
import { isInterruptHeard } from './interrupt.ts';

/**
 * What a command holds and others wait for: an open project, the lock of a fit's folder. It is given back however the command
 * ends: with a result, a problem, wrong usage, a bug, or by a signal in the middle. Only a process that is killed keeps it.
 */
const held = new Set<() => void>();

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Returns the function that gives it back before the end; twice is no harm. */
export function hold(giveBack: () => void): () => void {
  const once = (): void => {
    if (held.delete(once)) giveBack();
  };
  if (held.size === 0) {
    process.on('exit', giveBackAll);
    // Else the system would end the process on the spot.
    for (const signal of signals) process.on(signal, endUnlessHeard);
  }
  held.add(once);
  return once;
}

/** The last one first. One that cannot be given back keeps none of the others. */
export function giveBackAll(): void {
  const failed: unknown[] = [];
  for (const once of [...held].reverse()) {
    try {
      once();
    } catch (error) {
      failed.push(error);
    }
  }
  process.off('exit', giveBackAll);
  for (const signal of signals) process.off(signal, endUnlessHeard);
  if (failed.length > 0) throw failed[0];
}

/** Whoever is at work that can be stopped in order does it itself. */
function endUnlessHeard(): void {
  if (!isInterruptHeard()) process.exit(exitCodes.interrupted);
}
