import { failure, type Outcome, type Problem } from '../base/problem.ts';
import { textBeginning } from './containers/text.ts';
import type { PlateFormat, PlateSource } from './format.ts';
import { plateFormats } from './formats/index.ts';
import type { PlateFile } from './plate-run.ts';

/** Larger files are refused before anything is allocated for them; the largest real export seen has 3 MB. */
const largestBytes = 256 * 1024 * 1024;
/** Below this no format is taken unasked. Arbitrary: detections are near 0 or near 1. */
const leastConfidence = 0.5;

/**
 * Reads an instrument's export: by the named format, else by the one that recognises it best. Never throws for what the
 * file holds.
 */
export function readPlateFile(
  source: PlateSource,
  options: { readonly format?: string } = {},
  formats: readonly PlateFormat[] = plateFormats,
): Outcome<PlateFile> {
  const known = formats.map((format) => format.id).join(', ');
  const refuse = (code: string, message: string, remedy: string) =>
    failure([problem(source.file, code, message, remedy)]);
  if (source.bytes.length > largestBytes) {
    const size = Math.round(source.bytes.length / 1024 / 1024);
    return refuse('plate.tooLarge', `the file has ${size} MB, more than 256`, 'Export one plate to a file.');
  }
  if (isBlank(source.bytes)) {
    const size = source.bytes.length === 0 ? '0 bytes' : 'blanks only';
    return refuse(
      'plate.empty',
      `the file is empty (${size})`,
      'Export it again from the instrument’s program.',
    );
  }
  if (options.format !== undefined) {
    const named = formats.find((format) => format.id === options.format);
    if (named !== undefined) return named.read(source);
    return refuse('plate.unknownFormat', `there is no format “${options.format}”`, `Use one of: ${known}.`);
  }
  let best: PlateFormat | null = null;
  let confidence = 0;
  for (const format of formats) {
    const found = format.detect(source);
    if (found > confidence) [best, confidence] = [format, found];
  }
  if (best === null || confidence < leastConfidence) {
    const kind = guessKind(source);
    return refuse(
      'plate.notRecognised',
      `this is no plate export that can be read${kind === null ? '' : `: it looks like ${kind}`}`,
      `Give the file that the instrument’s program wrote, or name its format with --format (${known}).`,
    );
  }
  return best.read(source);
}

function problem(file: string, code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy, place: { file, line: 1 } };
}

/** Only line ends, tabs and blanks, with or without a byte order mark. */
function isBlank(bytes: Uint8Array): boolean {
  const marks = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00]);
  if (bytes.length > 1024) return false;
  return bytes.every((byte) => marks.has(byte));
}

/** What a file that is no plate export seems to be, for the message; null where nothing is recognised. */
function guessKind({ bytes }: PlateSource): string | null {
  const starts = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'a PNG picture';
  if (starts(0xff, 0xd8, 0xff)) return 'a JPEG picture';
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'a PDF';
  if (starts(0x50, 0x4b)) return 'an Excel workbook or zip archive';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'an old Excel workbook (.xls)';
  if (starts(0x53, 0x51, 0x4c, 0x69, 0x74, 0x65)) return 'a SQLite database';
  const text = textBeginning(bytes);
  if (text === '') return 'a binary file';
  if (/^\s*[[{]/.test(text)) return 'JSON';
  if (/^\s*</.test(text)) return 'XML or HTML';
  if (/^(?:data|model|params|wellspring):/m.test(text)) return 'a fit spec (YAML)';
  return null;
}
