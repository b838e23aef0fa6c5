import { Supervisor } from '../jobs/supervisor.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';

/** What a command does with jobs that end at once, without anything to be kept, when it is interrupted. */
export interface Interruptible {
  readonly supervisor: Supervisor;
  /** Whether the user has asked for the end. */
  readonly interrupted: () => boolean;
}

/** Runs the work; Ctrl-C ends its jobs, whatever it says after that, and then the command. */
export async function interruptible(work: (jobs: Interruptible) => Promise<ExitCode>): Promise<ExitCode> {
  const supervisor = new Supervisor();
  let isInterrupted = false;
  const release = onInterrupt(() => {
    isInterrupted = true;
    supervisor.close();
  });
  try {
    const code = await work({ supervisor, interrupted: () => isInterrupted });
    return isInterrupted ? exitCodes.interrupted : code;
  } finally {
    release();
    supervisor.close();
  }
}
