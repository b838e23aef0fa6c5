import type { IncomingMessage, ServerResponse } from 'node:http';
import { encode } from '../../../shared/base/codec.ts';
import type { Service } from '../../../shared/channels.ts';

/** Server-sent events: every open stream is told every event of the service. */
export interface EventStreams {
  open(request: IncomingMessage, response: ServerResponse): void;
  close(): void;
}

/** Milliseconds. Comments keep the connection alive and let a lost page be noticed. */
const heartbeat = 15_000;
/**
 * Bytes that may wait for one reader. One that has fallen further behind loses its stream: when it reads again it comes
 * back, and asks for everything anew, which is less than all it has missed.
 */
const mostWaiting = 4 << 20;

export function createEventStreams(service: Service): EventStreams {
  const open = new Set<ServerResponse>();
  const write = (text: string): void => {
    for (const response of open) {
      if (response.writableLength <= mostWaiting) response.write(text);
      else response.destroy();
    }
  };
  const unsubscribe = service.subscribe((event) => {
    if (open.size > 0) write(`data: ${encode(event)}\n\n`);
  });
  const timer = setInterval(() => write(': still here\n\n'), heartbeat).unref();
  return {
    open(request, response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 1000\n\n');
      open.add(response);
      request.on('close', () => open.delete(response));
      response.on('close', () => open.delete(response));
    },
    close() {
      clearInterval(timer);
      unsubscribe();
      for (const response of open) response.end();
      open.clear();
    },
  };
}
