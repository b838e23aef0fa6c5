import type { Outcome, Problem } from '../../shared/base/problem.ts';
import { failure, success } from '../../shared/base/problem.ts';
import type { Channel, ChannelReply, ChannelRequest, ServiceEvent } from '../../shared/channels.ts';
import { ConnectionLost, type ConnectionStatus, type Transport } from './transport.ts';

/** Asks the service and tells whether it is there. Every failure comes back as problems, so that callers have one way. */
export class Service {
  status: ConnectionStatus = $state('connecting');
  #transport: Transport;
  #onEvent: (event: ServiceEvent) => void = () => {};
  #onOpen: () => void = () => {};

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** `onOpen` runs at every (re)connection: what was missed meanwhile must be asked for again. */
  connect(onOpen: () => void, onEvent: (event: ServiceEvent) => void): void {
    this.#onOpen = onOpen;
    this.#onEvent = onEvent;
    this.retry();
  }

  retry(): void {
    this.#transport.connect({
      status: (status) => {
        // A refusal is final: the stream's own failure that follows must not hide it.
        if (!(this.status === 'refused' && status === 'lost')) this.status = status;
        if (status === 'open') this.#onOpen();
      },
      event: (event) => this.#onEvent(event),
    });
  }

  async ask<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Outcome<ChannelReply<C>>> {
    try {
      const reply = await this.#transport.call(channel, request);
      if (reply.kind === 'value') return success(reply.value);
      if (reply.kind === 'problems') return failure(reply.problems);
      return failure([bugProblem(channel, reply.message)]);
    } catch (error) {
      if (error instanceof ConnectionLost) return failure([lostProblem(error)]);
      throw error;
    }
  }
}

function bugProblem(channel: string, message: string): Problem {
  return {
    code: 'page.bug',
    severity: 'error',
    message: `Wellspring made a mistake of its own in ${channel}: ${message}`,
    remedy: 'Nothing of yours is lost. Try again; if it comes back, report it with this sentence.',
  };
}

function lostProblem(error: ConnectionLost): Problem {
  return {
    code: error.refused ? 'page.refused' : 'page.lost',
    severity: 'error',
    message: `${error.message}.`,
    remedy: error.refused
      ? 'Open the newest address that Wellspring printed, or type npm start -- --open in a second terminal.'
      : 'Check that Wellspring still runs, then press Retry.',
  };
}
