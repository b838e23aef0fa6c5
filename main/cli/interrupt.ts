import { exitCodes } from './exit-codes.ts';

/** Those that wait for a signal. */
let listening = 0;

/** Whether somebody stops in order at the next signal. */
export function isInterruptHeard(): boolean {
  return listening > 0;
}

/**
 * Runs the action at the first Ctrl-C (or SIGTERM, or when the terminal is closed); the second ends the process at once, jobs with it. Returns the
 * function that gives Ctrl-C its usual meaning back.
 */
export function onInterrupt(action: () => void): () => void {
  let times = 0;
  const interrupted = (): void => {
    times++;
    if (times === 1) action();
    else process.exit(exitCodes.interrupted);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupted);
  listening++;
  return () => {
    listening--;
    for (const signal of signals) process.off(signal, interrupted);
  };
}
