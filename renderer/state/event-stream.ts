/** What is told of a stream: how it stands, and each event as a text of base/codec.ts. */
export interface StreamListener {
  status(status: 'open' | 'lost'): void;
  event(text: string): void;
}

/** Waits between attempts, ms; the last one repeats. */
const WAITS_MS = [500, 1000, 2000, 5000] as const;

/** Server-sent events from one address, tried again after a loss. */
export class EventStream {
  readonly #url: string;
  readonly #listener: StreamListener;
  #events: EventSource | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(url: string, listener: StreamListener) {
    this.#url = url;
    this.#listener = listener;
    this.#open();
  }

  /** Starts over at once. */
  retry(): void {
    this.close();
    this.#attempt = 0;
    this.#open();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#events?.close();
    this.#timer = null;
    this.#events = null;
  }

  #open(): void {
    const events = new EventSource(this.#url);
    this.#events = events;
    events.onopen = () => {
      this.#attempt = 0;
      this.#listener.status('open');
    };
    events.onmessage = (message: MessageEvent<string>) => this.#listener.event(message.data);
    events.onerror = () => {
      // The browser's own way to try again gives up on some errors and not on others; ours is the same for all.
      events.close();
      this.#listener.status('lost');
      const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)] ?? 5000;
      this.#attempt += 1;
      this.#timer = setTimeout(() => this.#open(), wait);
    };
  }
}
