const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 61; // '='

const codeOf = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const valueOfCode = new Uint8Array(128).fill(255);
codeOf.forEach((code, value) => {
  valueOfCode[code] = value;
});

/** Standard base64 with padding (RFC 4648, section 4). Own code because not every host of `shared/` has one. */
export function encodeBase64(bytes: Uint8Array): string {
  const { length } = bytes;
  const text = new Uint8Array(4 * Math.ceil(length / 3)).fill(padding);
  for (let from = 0, to = 0; from < length; from += 3, to += 4) {
    const left = length - from;
    const word =
      ((bytes[from] as number) << 16) |
      ((left > 1 ? (bytes[from + 1] as number) : 0) << 8) |
      (left > 2 ? (bytes[from + 2] as number) : 0);
    text[to] = codeOf[word >> 18] as number;
    text[to + 1] = codeOf[(word >> 12) & 63] as number;
    if (left > 1) text[to + 2] = codeOf[(word >> 6) & 63] as number;
    if (left > 2) text[to + 3] = codeOf[word & 63] as number;
  }
  return new TextDecoder().decode(text);
}

/** The bytes in a buffer of their own, or null where the text is not padded standard base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null;
  const pad = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const characters = text.length - pad;
  const bytes = new Uint8Array((text.length / 4) * 3 - pad);
  let word = 0;
  let to = 0;
  for (let from = 0; from < characters; from++) {
    const code = text.charCodeAt(from);
    const value = code < 128 ? (valueOfCode[code] as number) : 255;
    if (value === 255) return null;
    word = (word << 6) | value;
    const phase = from & 3;
    if (phase === 1) bytes[to++] = (word >> 4) & 255;
    else if (phase === 2) bytes[to++] = (word >> 2) & 255;
    else if (phase === 3) bytes[to++] = word & 255;
    if (phase === 3) word = 0;
  }
  return bytes;
}
