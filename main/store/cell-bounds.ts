/** Bytes of one text. */
const [hash, time, person, name, title, sentence] = [256, 256, 1 << 10, 4 << 10, 8 << 10, 64 << 10];
const text = 8 << 20;
const document = 32 << 20;

/** Of what the log says of one command, characters: in any script they stay within its bound. */
export const longestSaying = 4000;

/**
 * Most bytes that a text in each column of a project's tables can have: a hundred times what is usual, and little enough
 * that nothing which is done with one row keeps a window waiting. Whoever writes a row is held to it, and so is a project
 * that comes from anywhere.
 */
export const cellBounds: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  project: { title, created_at: time, created_by: person, seal: hash },
  saved: { at: time, seal: hash },
  contents: { sha256: hash },
  files: {
    ...{ name, sha256: hash, imported_at: time, imported_by: person },
    ...{ summary: document, seal: hash },
  },
  parsed: { sha256: hash, seal: hash },
  spec: { name, text, model_name: name, model_text: text, seal: hash },
  settings: { key: name, value: text, seal: hash },
  fits: { plan: document, started_at: time, started_by: person, progress: document, seal: hash },
  fit_data: { sha256: hash },
  fit_blobs: { kind: name, sha256: hash, seal: hash },
  log: {
    ...{ at: time, who: person, what: sentence, kind: name },
    ...{ changes: document, inverse: document, seal: hash },
  },
};

/** What a text takes in words: `60 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1 << 10) return `${bytes} bytes`;
  return bytes < 1 << 20 ? `${Math.round(bytes / 2 ** 10)} kB` : `${Math.round(bytes / 2 ** 20)} MB`;
}

/** Half a sentence on a text that is too large for its column. */
export function tooLargeWords(table: string, column: string, bytes: number, most: number): string {
  return `${column} of the table ${table} has ${sizeText(bytes)}, more than the ${sizeText(most)} of any project`;
}
