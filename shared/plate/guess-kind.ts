import { textBeginning } from './containers/text.ts';

/** What a file seems to be, by its first bytes. */
export interface GuessedKind {
  /** `a PNG picture`. */
  readonly what: string;
  /** Whether a plate export may be like that. */
  readonly readable: boolean;
}

/** null: nothing is recognised. */
export function guessKind(bytes: Uint8Array): GuessedKind | null {
  const starts = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  const no = (what: string): GuessedKind => ({ what, readable: false });
  const maybe = (what: string): GuessedKind => ({ what, readable: true });
  if (starts(0x89, 0x50, 0x4e, 0x47)) return no('a PNG picture');
  if (starts(0xff, 0xd8, 0xff)) return no('a JPEG picture');
  if (starts(0x53, 0x51, 0x4c, 0x69, 0x74, 0x65)) return no('a SQLite database');
  if (starts(0x25, 0x50, 0x44, 0x46)) return maybe('a PDF');
  if (starts(0x50, 0x4b)) return maybe('an Excel workbook or zip archive');
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return maybe('an old Excel workbook (.xls)');
  const text = textBeginning(bytes);
  if (text === '') return maybe('a binary file');
  if (/^\s*[[{]/.test(text)) return maybe('JSON');
  if (/^\s*</.test(text)) return maybe('XML or HTML');
  if (/^(?:data|model|params|wellspring):/m.test(text)) return maybe('a fit spec (YAML)');
  return null;
}
