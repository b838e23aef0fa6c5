/**
 * Two functions that run inside a page, as text. `bridgeInPage` runs in the page's own world before any script of it,
 * `preloadInPage` in an isolated world of the same document, where page code cannot reach. Between them go only events,
 * whose details Chromium clones from one world to the other: what contextBridge does, for an object of functions.
 */

/** From the double to the preload's world and back, as JSON; bytes are `{"doubleBytes": [...]}`. */
export type PageFrame =
  | {
      readonly kind: 'send' | 'invoke';
      readonly id: number;
      readonly channel: string;
      readonly values: unknown[];
    }
  | {
      readonly kind: 'message';
      readonly channel: string;
      readonly values: unknown[];
      readonly ports: readonly number[];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown; readonly error: string | null }
  | { readonly kind: 'portMessage'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClose'; readonly port: number }
  | { readonly kind: 'windowOpen'; readonly url: string };

/** Names that the two worlds and the double share. */
export const names = { world: 'electron-preload', post: '__doublePost', take: '__doubleTake' } as const;

interface Result {
  readonly id: number;
  readonly state: 'value' | 'error' | 'promise';
  readonly value?: unknown;
}

export function bridgeInPage(): void {
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const callbacks = new Map<number, (...values: unknown[]) => void>();
  let count = 0;
  let last: Result | null = null;
  const send = (name: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  };
  const on = (name: string, listener: (detail: never) => void): void => {
    document.addEventListener(name, (event) => listener((event as CustomEvent).detail as never));
  };
  const outgoing = (value: unknown): unknown => {
    if (typeof value !== 'function') return value;
    callbacks.set(++count, value as (...values: unknown[]) => void);
    return { doubleCallback: count };
  };
  on('double:expose', ({ key, members }: { key: string; members: string[] }) => {
    const call =
      (member: string) =>
      (...values: unknown[]): unknown => {
        const id = ++count;
        last = null;
        send('double:call', { id, key, member, values: values.map(outgoing) });
        // The other world has answered before the event returned.
        const result = last as Result | null;
        if (result?.state === 'error') throw new Error(String(result.value));
        if (result?.state === 'promise')
          return new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
        return result?.value;
      };
    const api = Object.freeze(Object.fromEntries(members.map((member) => [member, call(member)])));
    Object.defineProperty(window, key, { value: api, enumerable: true });
  });
  on('double:result', (result: Result) => {
    last = result;
  });
  on('double:settled', ({ id, state, value }: Result) => {
    const promise = pending.get(id);
    pending.delete(id);
    if (state === 'error') promise?.reject(new Error(String(value)));
    else promise?.resolve(value);
  });
  on('double:callback', ({ callback, values }: { callback: number; values: unknown[] }) =>
    callbacks.get(callback)?.(...values),
  );
  // The handler of new windows is asked in the main process; a denied one is null here.
  window.open = (url = '') => {
    send('double:open', String(url));
    return null;
  };
}

export function preloadInPage(run: (require: (name: string) => unknown) => void, shared: typeof names): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const toDouble = scope[shared.post] as (text: string) => void;
  // What is cloned from page to program may hold bytes, which JSON has not.
  const post = (frame: PageFrame): void =>
    toDouble(
      JSON.stringify(frame, (_, value: unknown) =>
        value instanceof Uint8Array ? { doubleBytes: Array.from(value) } : value,
      ),
    );
  const apis = new Map<string, Record<string, (...values: unknown[]) => unknown>>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, ((event: unknown, ...values: unknown[]) => void)[]>();
  const ports = new Map<number, ReturnType<typeof createPort>>();
  let count = 0;
  const send = (name: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(name, { detail: structuredClone(detail) }));
  };
  const createPort = (port: number) => {
    const queue: unknown[] = [];
    let onmessage: ((event: { data: unknown }) => void) | null = null;
    return {
      onclose: null as (() => void) | null,
      get onmessage() {
        return onmessage;
      },
      set onmessage(listener) {
        onmessage = listener;
        for (const data of queue.splice(0)) listener?.({ data });
      },
      take: (data: unknown): void => {
        if (onmessage === null) queue.push(data);
        else onmessage({ data });
      },
      postMessage: (data: unknown): void => post({ kind: 'portMessage', port, data: structuredClone(data) }),
      close: (): void => {
        ports.delete(port);
        post({ kind: 'portClose', port });
      },
    };
  };
  scope[shared.take] = (frame: PageFrame): void => {
    if (frame.kind === 'reply') {
      const promise = waiting.get(frame.id);
      waiting.delete(frame.id);
      if (frame.error === null) promise?.resolve(frame.value);
      else promise?.reject(new Error(frame.error));
    } else if (frame.kind === 'message') {
      const given = frame.ports.map((number) => {
        const port = createPort(number);
        ports.set(number, port);
        return port;
      });
      for (const listener of listeners.get(frame.channel) ?? []) listener({ ports: given }, ...frame.values);
    } else if (frame.kind === 'portMessage') ports.get(frame.port)?.take(frame.data);
    else if (frame.kind === 'portClose') {
      const port = ports.get(frame.port);
      ports.delete(frame.port);
      port?.onclose?.();
    }
  };
  const ipcRenderer = {
    on: (channel: string, listener: (event: unknown, ...values: unknown[]) => void) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    send: (channel: string, ...values: unknown[]) => post({ kind: 'send', id: 0, channel, values }),
    invoke: (channel: string, ...values: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, { resolve, reject });
        post({ kind: 'invoke', id, channel, values });
      }),
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: Record<string, (...values: unknown[]) => unknown>) {
      for (const [name, member] of Object.entries(api)) {
        if (typeof member !== 'function') throw new Error(`electron double: ${key}.${name} is no function`);
      }
      apis.set(key, api);
      send('double:expose', { key, members: Object.keys(api) });
    },
  };
  document.addEventListener('double:call', (event) => {
    const { id, key, member, values } = (event as CustomEvent).detail as {
      id: number;
      key: string;
      member: string;
      values: unknown[];
    };
    const given = values.map((value) => {
      const callback = (value as { doubleCallback?: number } | null)?.doubleCallback;
      if (callback === undefined) return value;
      return (...back: unknown[]) => send('double:callback', { callback, values: back });
    });
    try {
      const value = apis.get(key)?.[member]?.(...given);
      if (!(value instanceof Promise)) {
        send('double:result', { id, state: 'value', value });
        return;
      }
      send('double:result', { id, state: 'promise' });
      value.then(
        (settled) => send('double:settled', { id, state: 'value', value: settled }),
        (error: unknown) =>
          send('double:settled', {
            id,
            state: 'error',
            value: error instanceof Error ? error.message : String(error),
          }),
      );
    } catch (error) {
      send('double:result', {
        id,
        state: 'error',
        value: error instanceof Error ? error.message : String(error),
      });
    }
  });
  document.addEventListener('double:open', (event) =>
    post({ kind: 'windowOpen', url: String((event as CustomEvent).detail) }),
  );
  const webUtils = { getPathForFile: (file: File): string => `/dropped/${file.name}` };
  const electron = { contextBridge, ipcRenderer, webUtils };
  // All that a sandboxed preload may require.
  run((name) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  });
}
