/**
 * A message that carries files, as bytes: its text (codec.ts), in which every byte array stands by its length alone, and then
 * those bytes as they are, one after the other. So no file is ever a text, and taking one out copies nothing.
 *
 *     4 bytes: length of the text in UTF-8, little-endian | the text | the first array | the second | ...
 */
import { CodecError, decode, encode } from './codec.ts';

const headBytes = 4;

/** The pieces of a message's parcel, in order; null: it carries no bytes, so its text is enough. */
export function encodeParcel(value: unknown): readonly Uint8Array<ArrayBuffer>[] | null {
  const parts: Uint8Array[] = [];
  const text = new TextEncoder().encode(encode(value, parts));
  if (parts.length === 0) return null;
  const head = new Uint8Array(headBytes);
  new DataView(head.buffer).setUint32(0, text.length, true);
  return [head, text, ...parts] as readonly Uint8Array<ArrayBuffer>[];
}

/**
 * The message of a parcel; its byte arrays are views of the parcel's own bytes. Throws CodecError for anything that
 * `encodeParcel` cannot have made.
 *
 * @param longestText bytes. @param mostParts of the text, see `DecodeLimits`.
 */
export function decodeParcel(
  bytes: Uint8Array<ArrayBuffer>,
  longestText: number,
  mostParts: number,
): unknown {
  if (bytes.length < headBytes) throw new CodecError('no parcel: it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset, headBytes).getUint32(0, true);
  let at = headBytes + length;
  if (length > longestText || at > bytes.length)
    throw new CodecError(`no parcel: its text would have ${length} bytes`);
  const text = new TextDecoder().decode(bytes.subarray(headBytes, at));
  const message = decode(text, {
    mostParts,
    takeBytes: (count) => {
      if (count > bytes.length - at) return null;
      at += count;
      return bytes.subarray(at - count, at);
    },
  });
  if (at !== bytes.length)
    throw new CodecError(`a parcel has ${bytes.length - at} bytes that it does not name`);
  return message;
}
