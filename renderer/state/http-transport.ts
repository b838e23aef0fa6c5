import { decode, encode } from '../../shared/base/codec.ts';
import { encodeParcel } from '../../shared/base/parcel.ts';
import type { Channel, ChannelReply, ChannelRequest, Reply, ServiceEvent } from '../../shared/channels.ts';
import { EventStream, type StreamListener } from './event-stream.ts';
import { canShare, SharedStream } from './shared-stream.ts';
import { ConnectionLost, type Transport, type TransportListener } from './transport.ts';

/** The web host: requests are POSTs, what the service says unasked comes as server-sent events. */
export class HttpTransport implements Transport {
  readonly #base: string;
  #stream: SharedStream | EventStream | null = null;
  #listener: TransportListener | null = null;

  /** `base`: the path that the host's addresses begin with, to its last slash. */
  constructor(base: string) {
    this.#base = base;
  }

  async call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>> {
    const parcel = encodeParcel(request);
    let response: Response;
    try {
      response = await fetch(`${this.#base}channel/${channel}`, {
        method: 'POST',
        headers: { 'content-type': parcel === null ? 'application/json' : 'application/octet-stream' },
        body: parcel === null ? encode(request) : new Blob([...parcel]),
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
    this.#listener = listener;
    if (this.#stream !== null) {
      this.#stream.retry();
      return;
    }
    const heard: StreamListener = {
      status: (status) => {
        this.#listener?.status(status);
        // A stream does not say why it is lost; an answer does, where the service is there and refuses this page.
        if (status === 'lost') this.call('app.state', {}).catch(() => {});
      },
      event: (text) => this.#listener?.event(decode(text) as ServiceEvent),
    };
    const url = `${this.#base}events`;
    this.#stream = canShare() ? new SharedStream(url, heard) : new EventStream(url, heard);
  }

  close(): void {
    this.#stream?.close();
    this.#stream = null;
  }
}
