import { CodecError, decode, encode } from '../../../shared/base/codec.ts';
import type { Reply, Service } from '../../../shared/channels.ts';
import type { PageCall, PageHeard, ToPage } from './messages.ts';
import { createPageEvents } from './page-events.ts';
import type { HostPort } from './port.ts';

/** Of the longest request, UTF-16 units: of files.import, which carries files, and of every other. */
const longest = { files: 2 ** 28, other: 2 ** 20 } as const;

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
  const limit = call.channel === 'files.import' ? longest.files : longest.other;
  if (call.request.length > limit)
    return bug(`a request of ${call.channel} holds at most ${limit} characters`);
  try {
    return encode(await service.call(call.channel, decode(call.request)));
  } catch (error) {
    if (error instanceof CodecError) return bug(`${call.channel}: ${error.message}`);
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
  return Number.isSafeInteger(id) && typeof channel === 'string' && typeof request === 'string';
}
