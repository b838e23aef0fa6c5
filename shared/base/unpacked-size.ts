/** What may come out of any packed text, however small it is, bytes. */
const alwaysAllowed = 32 << 20;

/** The same for the lists, records and items in it: each takes some ten times its text once it is parsed. */
const partsAllowed = 1 << 20;

/** Of ours, numbers in base64, hardly any packs better; those that do are stored as they are. */
const largestRatio = 16;

/** Characters of the longest string of V8. */
const longestText = 2 ** 29 - 24;

/**
 * What packed bytes may unpack to, all in all: packed twice, or many rows that are unpacked for one purpose, have one
 * allowance. A file of a stranger can hold a few kilobytes that unpack to gigabytes: what reading it costs is bounded by
 * what was sent.
 */
export class UnpackAllowance {
  #bytes: number;
  #parts: number;

  /** @param packed bytes. */
  constructor(packed: number) {
    this.#bytes = mostUnpacked(packed);
    this.#parts = Math.max(partsAllowed, packed);
  }

  /** That may still come. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether this much was still allowed; takes it off. */
  take(bytes: number, parts: number): boolean {
    this.#bytes -= bytes;
    this.#parts -= parts;
    return this.#bytes >= 0 && this.#parts >= 0;
  }
}

/** Most bytes that packed bytes may unpack to. */
export function mostUnpacked(packed: number): number {
  return Math.min(longestText, Math.max(alwaysAllowed, largestRatio * packed));
}

/** Whether packed bytes can be unpacked wherever they stand, together with whatever others: whoever packs asks. */
export function unpacksAgain(packed: number, bytes: number, parts: number): boolean {
  return bytes <= largestRatio * packed && bytes <= longestText && parts <= packed;
}

const [list, record, comma] = ['[', '{', ','].map((sign) => sign.charCodeAt(0));

/** Lists, records and items that JSON in UTF-8 can make at most: its brackets, braces and commas, those in strings too. */
export function jsonParts(text: Uint8Array): number {
  let parts = 0;
  for (const byte of text) if (byte === comma || byte === list || byte === record) parts++;
  return parts;
}
