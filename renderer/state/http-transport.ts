import { decode, encode } from '../../shared/base/codec.ts';
import type { Channel, ChannelReply, ChannelRequest, Reply, ServiceEvent } from '../../shared/channels.ts';
import { ConnectionLost, type Transport, type TransportListener } from './transport.ts';

/** Waits between attempts, ms; the last one repeats. */
const WAITS_MS = [500, 1000, 2000, 5000] as const;

/** The web host: requests are POSTs, what the service says unasked comes as server-sent events. */
export class HttpTransport implements Transport {
  #events: EventSource | null = null;
  #listener: TransportListener | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  async call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>> {
    let response: Response;
    try {
      response = await fetch(`/channel/${channel}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: encode(request),
      });
    } catch {
      throw new ConnectionLost(false, 'Wellspring does not answer');
    }
    const refused = response.status === 401 || response.status === 403;
    if (refused) {
      this.#listener?.status('refused');
      throw new ConnectionLost(true, `Wellspring refused this page (${response.status})`);
    }
    // Anything else with a body is a Reply: the host answers problems with status 4xx and bugs with 500.
    try {
      return decode(await response.text()) as Reply<ChannelReply<C>>;
    } catch {
      throw new ConnectionLost(
        false,
        `Wellspring answered ${channel} with something unreadable (${response.status})`,
      );
    }
  }

  /** Called again, it starts over at once: what the Retry button does. */
  connect(listener: TransportListener): void {
    this.close();
    this.#listener = listener;
    this.#attempt = 0;
    this.#open(listener);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#events?.close();
    this.#timer = null;
    this.#events = null;
  }

  #open(listener: TransportListener): void {
    const events = new EventSource('/events');
    this.#events = events;
    events.onopen = () => {
      this.#attempt = 0;
      listener.status('open');
    };
    events.onmessage = (message: MessageEvent<string>) =>
      listener.event(decode(message.data) as ServiceEvent);
    events.onerror = () => {
      // The browser's own way to try again gives up on some errors and not on others; ours is the same for all.
      events.close();
      listener.status('lost');
      const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)] ?? 5000;
      this.#attempt += 1;
      this.#timer = setTimeout(() => this.#open(listener), wait);
    };
  }
}
