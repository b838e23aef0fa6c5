/** Bytes to text, as far as plate exports need it. */

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a file without its byte order mark, or null where the bytes are no text (they hold NUL outside UTF-16).
 * UTF-16 is known by its byte order mark, or by a zero in every second byte; what is not valid UTF-8 is read as Windows-1252, which never fails: instrument
 * programs write a bare 0xB0 for the degree sign.
 */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const wide = unmarkedUtf16(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * A text whose first lines are blank where they are no part of the table: `sep=;`, which tells Excel what parts the cells, and
 * comments `# ..`; SoftMax begins with `##BLOCKS=`. Lines keep their numbers.
 */
export function withoutNotes(text: string): string {
  let rest = text;
  let before = '';
  for (let line = 0; line < mostNotes; line++) {
    const note = /^(?:"?sep=[^\r\n]"?[,;\t ]*|"?#(?!#)[^\r\n]{0,1000})(?=[\r\n])/i.exec(rest)?.[0];
    const end = /^(?:\r\r\n|\r\n|\r|\n)/.exec(rest.slice(note?.length ?? 0, (note?.length ?? 0) + 3))?.[0];
    if (note === undefined || end === undefined) break;
    before += end;
    rest = rest.slice(note.length + end.length);
  }
  return before + rest;
}

const mostNotes = 50;

/** Instruments write little but ASCII, half of whose bytes are zero in UTF-16; null: it is something else. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, 512 & ~1);
  if (head.length < 4) return null;
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = 0.45 * head.length;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : null;
}

/** The beginning of a file as text for detection; a character cut in half at the end does no harm. */
export function textBeginning(bytes: Uint8Array, length = 4096): string {
  const head = bytes.subarray(0, length - (length % 2));
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (wide) return decodeText(head) ?? '';
  return head.includes(0) ? '' : new TextDecoder('utf-8').decode(head);
}

/** The name without folders and without its last extension: `C:\runs\proc140916.csv` -> `proc140916`. */
export function baseName(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
