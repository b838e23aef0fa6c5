import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lets windows go before this process where both want the processor. On Linux a priority is a thread's own and is handed
 * down to those that it starts, so this comes before any thread. A system that refuses is obeyed.
 */
export function yieldProcessor(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  try {
    // Larger is later; what was put further back already stays there.
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
  } catch {
    // Slower windows are no reason not to compute.
  }
}
