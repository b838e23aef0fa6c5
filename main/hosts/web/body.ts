import type { IncomingMessage } from 'node:http';

/**
 * Bytes of a body too large that are read and dropped, so that its sender, which listens only when it has sent all, hears why it
 * is refused. One that sends more is cut off.
 */
const mostDropped = 512 << 20;

/**
 * The request's body, or null where it holds more than `largest` bytes. Rejects where the connection breaks. What the sender
 * says of its length is believed only as far as it saves putting parts together.
 */
export async function readBody(
  request: IncomingMessage,
  largest: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const stated = statedLength(request);
  let body: Buffer<ArrayBuffer> | null = stated > largest ? null : Buffer.allocUnsafeSlow(stated);
  let size = 0;
  // Leaving early must not break the connection: the refusal is still to be sent.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const next = size + part.length;
    if (next > largest) body = null;
    if (body !== null) {
      if (next > body.length) body = larger(body, size, Math.min(largest, 2 * next));
      part.copy(body, size);
    }
    size = next;
    if (size > mostDropped) break;
  }
  return body === null ? null : new Uint8Array(body.buffer, body.byteOffset, size);
}

/** 0: not stated. */
export function statedLength(request: IncomingMessage): number {
  const stated = Number(request.headers['content-length']);
  return Number.isSafeInteger(stated) && stated > 0 ? stated : 0;
}

function larger(body: Buffer<ArrayBuffer>, size: number, length: number): Buffer<ArrayBuffer> {
  const next = Buffer.allocUnsafeSlow(length);
  body.copy(next, 0, 0, size);
  return next;
}
