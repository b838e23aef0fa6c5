/**
 * What moves a cursor, rings, renames a window, writes to a clipboard or turns the order of reading: control characters (C0,
 * DEL, C1), line and paragraph separators, and the marks, embeddings, overrides and isolates of bidirectional text. Names and messages from files may hold them; people should see them and terminals never.
 */
const active = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Whether there is any of those, line feeds and tabs included. */
export function holdsActive(text: string): boolean {
  return text.search(active) !== -1;
}

/** The same text with each of those as `\u001b`, but for line feeds and tabs, which lay text out. */
export function visibleText(text: string): string {
  return text.replace(active, (one) => (one === '\n' || one === '\t' ? one : escapedCharacter(one)));
}

/** A name within a line: line feeds and tabs are visible as well. */
export function visibleName(name: string): string {
  return name.replace(active, escapedCharacter);
}

/** JSON of one line in which those are escapes too: the same value to whatever parses it. */
export function jsonText(value: unknown, indent?: number): string {
  return visibleText(JSON.stringify(value, null, indent));
}

/** `\u001b`, as JSON writes it. */
export function escapedCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
