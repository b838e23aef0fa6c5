import { decode, encode } from '../../shared/base/codec.ts';
import { encodeParcel } from '../../shared/base/parcel.ts';
import type {
  Channel,
  ChannelReply,
  ChannelRequest,
  DesktopBridge,
  Reply,
  ServiceEvent,
} from '../../shared/channels.ts';
import { ConnectionLost, type Transport, type TransportListener } from './transport.ts';

/** The desktop host: texts through the preload's bridge, which holds the port and hears when the service dies or is back. */
export class PortTransport implements Transport {
  readonly #bridge: DesktopBridge;

  constructor(bridge: DesktopBridge) {
    this.#bridge = bridge;
  }

  async call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>> {
    const parcel = encodeParcel(request);
    let reply: string;
    try {
      reply = await this.#bridge.call(channel, parcel === null ? encode(request) : joined(parcel));
    } catch {
      throw new ConnectionLost(false, 'Wellspring’s service does not answer');
    }
    return decode(reply) as Reply<ChannelReply<C>>;
  }

  /** Called again, it asks the host for the service anew: what the Retry button does. */
  connect(listener: TransportListener): void {
    this.#bridge.subscribe((message) => {
      if (message.kind === 'event') listener.event(decode(message.event) as ServiceEvent);
      else listener.status(message.kind);
    });
  }

  close(): void {
    this.#bridge.subscribe(() => {});
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
