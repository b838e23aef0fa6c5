import { EventStream, type StreamListener } from './event-stream.ts';

/** What tabs tell each other. `hello` asks the tab that holds the stream how it stands; `standing` answers that one tab. */
type TabMessage =
  | { readonly kind: 'hello'; readonly from: string }
  | { readonly kind: 'standing'; readonly to: string; readonly status: Standing }
  | { readonly kind: 'status'; readonly status: 'open' | 'lost' }
  | { readonly kind: 'event'; readonly text: string }
  | { readonly kind: 'retry' };

type Standing = 'connecting' | 'open' | 'lost';

/** Milliseconds for the tab that holds the stream to answer; one that hangs is done without. */
const PATIENCE_MS = 3000;

/**
 * One event stream for all tabs of a browser on the same host: a browser allows six connections to a host, and each stream
 * holds one for good. The tab that gets the lock holds the stream and passes on what it hears. When it is closed or
 * crashes, the lock goes to another, which opens the stream anew; `open` tells every tab to ask for what it missed.
 */
export class SharedStream {
  readonly #url: string;
  readonly #listener: StreamListener;
  readonly #tabs: BroadcastChannel;
  readonly #me: string = crypto.randomUUID();
  readonly #leave = new AbortController();
  #release: () => void = () => {};
  #timer: ReturnType<typeof setTimeout> | null = null;
  #standing: Standing = 'connecting';
  /** Held for all tabs, or for this one alone while the holder hangs. */
  #stream: EventStream | null = null;
  #holds = false;

  constructor(url: string, listener: StreamListener) {
    this.#url = url;
    this.#listener = listener;
    const name = `wellspring ${url}`;
    this.#tabs = new BroadcastChannel(name);
    this.#tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#hear(data);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#release = resolve;
    navigator.locks
      .request(name, { signal: this.#leave.signal }, () => {
        this.#hold();
        return promise;
      })
      .catch(() => {});
    this.#ask();
  }

  /** Starts over at once, for all tabs. */
  retry(): void {
    if (this.#stream !== null) {
      this.#stream.retry();
      return;
    }
    this.#tell({ kind: 'retry' });
    this.#ask();
  }

  close(): void {
    this.#stopWaiting();
    this.#leave.abort();
    this.#release();
    this.#stream?.close();
    this.#stream = null;
    this.#tabs.close();
  }

  #tell(message: TabMessage): void {
    this.#tabs.postMessage(message);
  }

  /** What stands with the holder; without an answer this tab opens a stream of its own. */
  #ask(): void {
    this.#stopWaiting();
    this.#tell({ kind: 'hello', from: this.#me });
    this.#timer = setTimeout(() => {
      this.#stream ??= new EventStream(this.#url, this.#listener);
    }, PATIENCE_MS);
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #hold(): void {
    if (this.#leave.signal.aborted) return;
    this.#stopWaiting();
    this.#holds = true;
    this.#stream?.close();
    this.#stream = new EventStream(this.#url, {
      status: (status) => {
        this.#standing = status;
        this.#tell({ kind: 'status', status });
        this.#listener.status(status);
      },
      event: (text) => {
        this.#tell({ kind: 'event', text });
        this.#listener.event(text);
      },
    });
  }

  #hear(message: TabMessage): void {
    if (this.#holds) {
      if (message.kind === 'hello')
        this.#tell({ kind: 'standing', to: message.from, status: this.#standing });
      else if (message.kind === 'retry') this.#stream?.retry();
      return;
    }
    if (message.kind === 'hello' || message.kind === 'retry') return;
    if (message.kind === 'standing' && message.to !== this.#me) return;
    // The holder is alive.
    this.#stopWaiting();
    this.#stream?.close();
    this.#stream = null;
    if (message.kind === 'event') this.#listener.event(message.text);
    else if (message.status !== 'connecting') this.#listener.status(message.status);
  }
}

/** Whether this browser can share a stream between its tabs. */
export function canShare(): boolean {
  return typeof BroadcastChannel === 'function' && navigator.locks !== undefined;
}
