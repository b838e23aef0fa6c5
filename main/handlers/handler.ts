import type { z } from 'zod';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Channel, ChannelReply, ChannelRequest } from '../../shared/channels.ts';
import { takeShape } from '../shapes/take-shape.ts';
import type { ServiceContext } from './context.ts';

/** What answers one channel: the shape of its request, looked at here and nowhere further in, and the answer. */
export interface Handler<C extends Channel> {
  readonly schema: z.ZodType<ChannelRequest<C>>;
  answer(
    request: ChannelRequest<C>,
    context: ServiceContext,
  ): Outcome<ChannelReply<C>> | Promise<Outcome<ChannelReply<C>>>;
}

/** A handler for each of some channels; for all of them, a missing or an extra one does not compile. */
export type HandlersOf<C extends Channel> = { readonly [K in C]: Handler<K> };

/** What a request must be to be answered; the page may be of another version, or no page of ours. */
export function takeRequest<C extends Channel>(
  channel: C,
  { schema }: Pick<Handler<C>, 'schema'>,
  request: unknown,
): Outcome<ChannelRequest<C>> {
  const taken = takeShape(schema, request);
  if (taken.ok) return success(taken.value);
  return failure(
    taken.faults.map(({ where, message, remedy }): Problem => {
      const place = where === '' ? { file: channel } : { file: channel, where };
      const named = where === '' ? message : `${where}: ${message}`;
      return { code: 'request.shape', severity: 'error', message: named, remedy, place };
    }),
  );
}
