import { assert } from '../../shared/base/assert.ts';
import type { FromJob, JobTask, ToJob } from './messages.ts';

/** A job's side of its channel. */
export interface Port {
  /** Settles when the message is on its way; awaiting it keeps large messages from piling up. */
  send(message: FromJob): Promise<void>;
  /** True once the service has asked for the end. Looked at between steps. */
  shouldStop(): boolean;
}

/**
 * Waits for the one task, runs it, and lets the process end. The terminal's Ctrl-C reaches this process as well as its
 * parent: it is ignored here, for the parent decides and says so by message. Without a parent there is nobody to work for.
 */
export function openPort(run: (task: JobTask, port: Port) => Promise<void>): void {
  assert(process.send !== undefined, 'a job is started by its supervisor, with a channel');
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(0));
  let stopping = false;
  const port: Port = {
    send: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
        else resolve();
      }),
    shouldStop: () => stopping,
  };
  process.on('message', (message: ToJob) => {
    if (message.kind === 'stop') stopping = true;
    else void perform(run, message.task, port);
  });
}

async function perform(
  run: (task: JobTask, port: Port) => Promise<void>,
  task: JobTask,
  port: Port,
): Promise<void> {
  try {
    await run(task, port);
  } catch (error) {
    await port.send({
      kind: 'bug',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  process.removeAllListeners('disconnect');
  process.disconnect();
}
