/**
 * Cuts of texts that people see or that become names of files, never in the middle of what a reader takes for one
 * character: an emoji of several code points, a letter with its accents.
 */
let characters: Intl.Segmenter | null = null;

/** Made when it is first asked for: that takes as long as loading a tenth of the program. */
function charactersOf(text: string): Intl.Segments {
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return characters.segment(text);
}

/** UTF-16 units that one character may take before it is no character but an attack: accents upon accents. */
const longestCharacter = 64;

/** At most so many characters, the last one `…` where something was left out. */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text;
  const parts = beginning(text, most + 1);
  return parts.length <= most && parts.join('').length === text.length
    ? text
    : `${parts.slice(0, most - 1).join('')}…`;
}

/** As many whole characters from the beginning as take at most so many bytes in UTF-8, which is what file systems count. */
export function withinBytes(text: string, most: number): string {
  let bytes = 0;
  let taken = '';
  for (const part of beginning(text, most)) {
    bytes += bytesOf(part);
    if (bytes > most) break;
    taken += part;
  }
  return taken;
}

/** Bytes in UTF-8. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The first characters, without looking at the rest of what may be a long text. */
function beginning(text: string, most: number): readonly string[] {
  const parts: string[] = [];
  for (const { segment } of charactersOf(text.slice(0, most * longestCharacter))) {
    if (parts.length === most) break;
    parts.push(segment);
  }
  return parts;
}
