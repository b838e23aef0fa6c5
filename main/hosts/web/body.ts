import type { IncomingMessage } from 'node:http';

/**
 * The request's body, or null where it holds more than `largest` bytes. Rejects where the connection breaks. What the sender
 * says of its length is believed only as far as it saves putting parts together.
 */
export async function readBody(
  request: IncomingMessage,
  largest: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const stated = statedLength(request);
  if (stated > largest) return null;
  let body = Buffer.allocUnsafeSlow(stated);
  let size = 0;
  // Leaving early must not break the connection: the refusal is still to be sent.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (size + part.length > largest) return null;
    if (size + part.length > body.length)
      body = larger(body, size, Math.min(largest, 2 * (size + part.length)));
    part.copy(body, size);
    size += part.length;
  }
  return new Uint8Array(body.buffer, body.byteOffset, size);
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
