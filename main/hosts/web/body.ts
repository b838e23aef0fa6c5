import type { IncomingMessage } from 'node:http';

/** The request's body as UTF-8 text, or null where it holds more than `largest` bytes. Rejects where the connection breaks. */
export async function readBody(request: IncomingMessage, largest: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving early must not break the connection: the refusal is still to be sent.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largest) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
