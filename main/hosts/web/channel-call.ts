import type { IncomingMessage, ServerResponse } from 'node:http';
import { CodecError, decode, encode } from '../../../shared/base/codec.ts';
import { decodeParcel } from '../../../shared/base/parcel.ts';
import {
  largestParcel,
  longestText,
  messageLimits,
  type Reply,
  type Service,
} from '../../../shared/channels.ts';
import { readBody, statedLength } from './body.ts';

/** Of a body that is a parcel; any other is a text. */
export const parcelType = 'application/octet-stream';

/** Bytes of all bodies that may be on their way or under work at once. */
const mostTogether = 2 * messageLimits.parcel;

/** What refuses a request with a status and a sentence. */
type Refuse = (status: number, sentence: string) => void;

/** Answers requests of an admitted page, whose bodies together take no more than so much memory. */
export interface ChannelCalls {
  answer(request: IncomingMessage, response: ServerResponse, channel: string, refuse: Refuse): Promise<void>;
}

export function createChannelCalls(service: Service): ChannelCalls {
  let together = 0;
  return {
    async answer(request, response, channel, refuse) {
      const isParcel = request.headers['content-type']?.startsWith(parcelType) === true;
      const largest = isParcel ? largestParcel(channel) : longestText(channel);
      // Who does not say how much is coming may send as much as there may be.
      const reserved = Math.min(largest, statedLength(request) || largest);
      if (together + reserved > mostTogether) {
        await readBody(request, 0);
        reply(response, busy, 503);
        return;
      }
      together += reserved;
      try {
        const body = await readBody(request, largest);
        if (body === null) {
          refuse(413, `A request of ${channel} holds at most ${largest} bytes${isParcel ? '' : ' of text'}.`);
          return;
        }
        const message = messageOf(body, isParcel);
        if (message instanceof CodecError) refuse(400, message.message);
        else reply(response, await service.call(channel, message), 200);
      } finally {
        together -= reserved;
      }
    },
  };
}

const busy: Reply<never> = {
  kind: 'problems',
  problems: [
    {
      code: 'request.busy',
      severity: 'error',
      message: 'too many files are being taken in at once',
      remedy: 'Wait until those before them are in, then import these again.',
    },
  ],
};

function messageOf(body: Uint8Array<ArrayBuffer>, isParcel: boolean): unknown {
  const { text, parts } = messageLimits;
  try {
    return isParcel
      ? decodeParcel(body, text, parts)
      : decode(new TextDecoder().decode(body), { mostParts: parts });
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

function reply(response: ServerResponse, answer: Reply<unknown>, code: number): void {
  // What is left of a body that nobody read is not waited for.
  if (code !== 200) response.setHeader('Connection', 'close');
  response.writeHead(code, { 'Content-Type': 'application/json; charset=utf-8' }).end(encode(answer));
}
