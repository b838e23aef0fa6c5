import type { z } from 'zod';
import type { Outcome, Problem } from '../../shared/base/problem.ts';
import type { Channel, ChannelReply, ChannelRequest } from '../../shared/channels.ts';
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

/** What a schema found wrong, at most a handful: hostile input can be wrong in a million places. */
export function shapeProblems(channel: string, error: z.ZodError): readonly Problem[] {
  return error.issues.slice(0, 8).map((issue): Problem => {
    const where = issue.path.map(String).join('.');
    return {
      code: 'request.shape',
      severity: 'error',
      message: where === '' ? issue.message : `${where}: ${issue.message}`,
      remedy: 'Correct the value and try again.',
      place: where === '' ? { file: channel } : { file: channel, where },
    };
  });
}
