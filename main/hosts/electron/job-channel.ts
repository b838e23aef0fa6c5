import type { JobFrame } from './messages.ts';
import { type HostPort, type ParentPort, parentPort } from './port.ts';

/** A job's side of its way to the service. */
export interface UtilityJobChannel {
  /** Settles when the message is on its way. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** After the last message: the process ends once the service has heard it. */
  close(): void;
}

/** What to do when the service is gone. */
type Leave = () => void;

/**
 * The channel of a job that is a utility process, or null elsewhere. Its port comes from the host with the first message
 * and leads straight to the service. The process ends when that port closes, whoever closed it: ending right after the
 * last message could lose it.
 */
export function utilityJobChannel(
  parent: ParentPort | null = parentPort(),
  leave: Leave = () => process.exit(0),
): UtilityJobChannel | null {
  if (parent === null) return null;
  const early: JobFrame[] = [];
  let listener = (_message: unknown): void => {};
  let port: HostPort | null = null;
  const post = (frame: JobFrame): void => {
    if (port === null) early.push(frame);
    else port.postMessage(frame);
  };
  let begin = (): void => {};
  const listening = new Promise<void>((resolve) => {
    begin = resolve;
  });
  parent.on('message', ({ ports }) => {
    const [first] = ports;
    if (first === undefined || port !== null) return;
    port = first;
    for (const frame of early) first.postMessage(frame);
    first.on('message', ({ data }) => listener(data));
    first.on('close', leave);
    void listening.then(() => first.start());
  });
  return {
    send: async (message) => post({ kind: 'message', message }),
    onMessage: (hear) => {
      listener = hear;
      begin();
    },
    close: () => post({ kind: 'end' }),
  };
}
