import { CodecError, decode, encode } from '../../../shared/base/codec.ts';
import { decodeParcel } from '../../../shared/base/parcel.ts';
import {
  largestParcel,
  longestText,
  messageLimits,
  type Reply,
  type Service,
} from '../../../shared/channels.ts';
import type { PageCall, PageHeard, ToPage } from './messages.ts';
import { createPageEvents } from './page-events.ts';
import type { HostPort } from './port.ts';

/** Carries one page's calls to the service and the service's events to the page, until the page is gone. */
export function carryPage(port: HostPort, service: Service): void {
  const post = (message: ToPage): void => port.postMessage(message);
  const events = createPageEvents(post);
  const unsubscribe = service.subscribe((event) => events.tell(() => encode(event)));
  port.on('close', unsubscribe);
  port.on('message', ({ data }) => {
    if (isHeard(data)) {
      events.heard();
      return;
    }
    if (!isPageCall(data)) {
      // No page of ours: its messages have this form by construction.
      unsubscribe();
      port.close();
      return;
    }
    void answer(service, data).then((reply) => post({ kind: 'reply', id: data.id, reply }));
  });
  port.start();
}

async function answer(service: Service, call: PageCall): Promise<string> {
  const { channel, request } = call;
  const limit = typeof request === 'string' ? longestText(channel) : largestParcel(channel);
  if (request.length > limit) return bug(`a request of ${channel} holds at most ${limit} characters`);
  const { text, parts } = messageLimits;
  try {
    const message =
      typeof request === 'string'
        ? decode(request, { mostParts: parts })
        : decodeParcel(request, text, parts);
    return encode(await service.call(channel, message));
  } catch (error) {
    if (error instanceof CodecError) return bug(`${channel}: ${error.message}`);
    throw error;
  }
}

function bug(message: string): string {
  return encode({ kind: 'bug', message } satisfies Reply<unknown>);
}

function isHeard(data: unknown): data is PageHeard {
  return typeof data === 'object' && data !== null && (data as { readonly kind?: unknown }).kind === 'heard';
}

function isPageCall(data: unknown): data is PageCall {
  if (typeof data !== 'object' || data === null) return false;
  const { id, channel, request } = data as Partial<Record<keyof PageCall, unknown>>;
  return Number.isSafeInteger(id) && typeof channel === 'string' && isRequest(request);
}

function isRequest(request: unknown): boolean {
  return typeof request === 'string' || request instanceof Uint8Array;
}
