/** The part of Electron's MessagePortMain that is needed: messages in order, `close` when the other side is gone. */
export interface HostPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  /** Messages wait until this is called. */
  start(): void;
  close(): void;
}

/** `process.parentPort` of a utility process. Messages wait for the first listener. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly HostPort[] }) => void,
  ): unknown;
}

/** null in any process that is no utility process. */
export function parentPort(): ParentPort | null {
  return (process as { readonly parentPort?: ParentPort }).parentPort ?? null;
}
