/** What a JSON text is made of, known without parsing it. */
export interface JsonStructure {
  /** How deep its lists and records nest. */
  readonly depth: number;
  /** Its lists and records, and the commas between their items. */
  readonly parts: number;
}

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const [openList, openRecord, closeList, closeRecord] = ['[', '{', ']', '}'].map((sign) => sign.charCodeAt(0));

/**
 * One look at each character outside of strings, which are jumped over. Ends early where the text is beyond either limit:
 * then what it has is more than that. What is no JSON at all has some structure too.
 */
export function jsonStructure(
  text: string,
  deepest = Number.POSITIVE_INFINITY,
  mostParts = Number.POSITIVE_INFINITY,
): JsonStructure {
  let [depth, reached, parts] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case comma:
        parts++;
        break;
      case openList:
      case openRecord:
        parts++;
        depth++;
        if (depth > reached) reached = depth;
        break;
      case closeList:
      case closeRecord:
        depth--;
        break;
    }
    if (reached > deepest || parts > mostParts) break;
  }
  return { depth: reached, parts };
}

/** Index of the closing quote; of the text's end where there is none. */
function endOfString(text: string, begin: number): number {
  for (let at = begin; ; ) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let before = at - 1;
    while (text.charCodeAt(before) === backslash) before--;
    // An even number of backslashes escape one another.
    if ((at - before) % 2 === 1) return at;
  }
}
