/** Of a document that stands in a project as text, characters: a thousand times what is usual. */
const mostCharacters = 32 << 20;

/** Of its lists, records and items: each takes some ten times its text once it is parsed. */
const mostParts = 4 << 20;

/**
 * Whether a JSON text is no larger than any document of ours: what a stranger's project makes of memory is bounded, and
 * nothing is written that could not be read again.
 */
export function fitsStore(text: string): boolean {
  if (text.length <= mostParts) return true;
  if (text.length > mostCharacters) return false;
  let parts = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === comma || sign === list || sign === record) parts++;
  }
  return parts <= mostParts;
}

const [comma, list, record] = [0x2c, 0x5b, 0x7b];
