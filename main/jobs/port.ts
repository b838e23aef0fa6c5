import { assert } from '../../shared/base/assert.ts';
import type { FromJob, JobTask, ToJob } from './messages.ts';

/** A job's side of its channel. */
export interface Port {
  /** Settles when the message is on its way; awaiting it keeps large messages from piling up. */
  send(message: FromJob): Promise<void>;
  /** True once the service has asked for the end. Looked at between steps. */
  shouldStop(): boolean;
}

/** What carries the messages: a child process's channel, or what a host has instead. */
export interface JobChannel {
  send(message: FromJob): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** After the last message: lets the process end once all was sent. */
  close(): void;
}

/**
 * Waits for the one task, runs it, and lets the process end. The terminal's Ctrl-C reaches this process as well as its
 * parent: it is ignored here, for the parent decides and says so by message. Without a parent there is nobody to work for.
 */
export function openPort(
  run: (task: JobTask, port: Port) => Promise<void>,
  channel: JobChannel = childChannel(),
): void {
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  let stopping = false;
  const port: Port = { send: (message) => channel.send(message), shouldStop: () => stopping };
  channel.onMessage((received) => {
    // From the service that started this process, so believed.
    const message = received as ToJob;
    if (message.kind === 'stop') stopping = true;
    else void perform(run, message.task, port).then(() => channel.close());
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
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await port.send({ kind: 'bug', message });
  }
}

function childChannel(): JobChannel {
  assert(process.send !== undefined, 'a job is started by its supervisor, with a channel');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
        else resolve();
      }),
    onMessage: (listener) => {
      process.on('message', listener);
    },
    close: () => {
      process.removeAllListeners('disconnect');
      process.disconnect();
    },
  };
}
