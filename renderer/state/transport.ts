import type { Channel, ChannelReply, ChannelRequest, Reply, ServiceEvent } from '../../shared/channels.ts';

/** What the page knows of the way to the service. `refused`: the service is there and does not take this page. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'refused';

export interface TransportListener {
  status(status: ConnectionStatus): void;
  event(event: ServiceEvent): void;
}

/** The way to the service; one member a host. */
export interface Transport {
  /** Rejects with ConnectionLost where no answer came. */
  call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>>;
  /** Listens for events and the state of the connection, and tries again after a loss. */
  connect(listener: TransportListener): void;
  close(): void;
}

/** No answer: the service is gone or does not take this page. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly refused: boolean;

  constructor(refused: boolean, message: string) {
    super(message);
    this.refused = refused;
  }
}
