import type { Transport, TransportListener } from '../../renderer/state/transport.ts';
import type { Channel, ChannelReply, ChannelRequest, Reply, ServiceEvent } from '../../shared/channels.ts';
import { type Answers, type MockState, makeAnswers } from './mock-answers.ts';

/** The mock service without a browser: the page's state talks to it directly. */
export interface DirectMock extends MockState {
  readonly transport: Transport;
  /** Holds back the answers of a channel until the returned function is called. */
  holdBack(channel: Channel): () => void;
}

export function directMock(scenario: string): DirectMock {
  let listener: TransportListener | null = null;
  const held = new Map<Channel, Promise<void>>();
  const state = makeAnswers(scenario, (event: ServiceEvent) => listener?.event(event));
  const transport: Transport = {
    async call<C extends Channel>(channel: C, request: ChannelRequest<C>): Promise<Reply<ChannelReply<C>>> {
      const answer: Answers[C] = state.channels[channel];
      const reply = await answer(request);
      await held.get(channel);
      return reply;
    },
    connect(who) {
      listener = who;
      who.status('open');
    },
    close() {
      listener = null;
    },
  };
  return {
    ...state,
    transport,
    holdBack: (channel) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(channel, promise);
      return () => {
        held.delete(channel);
        resolve();
      };
    },
  };
}
