import type { DecimalMark } from '../number.ts';
import type { PlateSource } from '../plate-source.ts';
import type { Sheet } from './cell.ts';
import type { CutOff } from './cut-off.ts';
import type { Separator } from './delimited.ts';
import { type AmbiguousNumber, type FoundMark, numberMark } from './number-mark.ts';
import { readSpreadsheetXml } from './spreadsheet-xml.ts';
import { decodeText, withoutNotes } from './text.ts';
import { type OverruledMark, textTable } from './text-sheet.ts';
import { readWorkbook } from './workbook.ts';

/** A file opened once, for every format to look at. */
export interface PlateContainer {
  readonly source: PlateSource;
  readonly kind: 'text' | 'workbook' | 'xml' | 'json';
  /** Without its byte order mark; null: a workbook has none. */
  readonly text: string | null;
  /** Of a workbook; of a text it is one. JSON has none. */
  readonly sheets: readonly Sheet[];
  /** What JSON holds; undefined: it is none. */
  readonly json: unknown;
  /** Line of a quote that is never closed, null where there is none. */
  readonly openQuote: number | null;
  /** Line at which a text holds more than any table of readings, where reading ended; null: it was read whole. */
  readonly tooLarge: number | null;
  /** Where a text breaks off in the middle of a number; null: nowhere. */
  readonly cutOff: CutOff | null;
  /** What parts the cells of a text; null: it is none. */
  readonly separator: Separator | null;
  /** Where a comma or point may part thousands or decimals; null: nowhere. */
  readonly comma: AmbiguousNumber | null;
  /** Of a text: where an answered decimal mark reads a number otherwise than most are written; null: nowhere. */
  readonly overruled: OverruledMark | null;
}

/** Why a file cannot be opened as what it is. */
export interface ContainerFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export function isWorkbook({ bytes }: PlateSource): boolean {
  return startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);
}

const plain = {
  text: null,
  sheets: [],
  json: undefined,
  openQuote: null,
  tooLarge: null,
  cutOff: null,
  separator: null,
  comma: null,
  overruled: null,
} as const;

/**
 * @param decimal how numbers in its texts are written; left out: as most of them are.
 * @param mostUnpacked bytes that it may unpack to; left out: as an export of readings may.
 */
export async function openWorkbook(
  source: PlateSource,
  decimal?: DecimalMark,
  mostUnpacked?: number,
): Promise<PlateContainer | ContainerFault> {
  const sheets = await readWorkbook(source.bytes, mostUnpacked);
  if (!('fault' in sheets)) return { ...plain, source, kind: 'workbook', ...marked(sheets, decimal) };
  const message = `the workbook cannot be read: ${sheets.fault}`;
  return {
    code: 'plate.workbook',
    message,
    remedy: 'Open it in Excel, save it again as .xlsx, or export it anew.',
  };
}

/**
 * What is no workbook.
 * @param decimal how its numbers are written; left out: as most of them are.
 * @param mayBeCut whether a text that ends within a line is taken for one that breaks off: what people write may end so.
 */
export function openText(
  source: PlateSource,
  decimal?: DecimalMark,
  mayBeCut = true,
): PlateContainer | ContainerFault {
  const { bytes } = source;
  const closed = closedKind(bytes);
  if (closed !== null) return closed;
  const decoded = decodeText(bytes);
  if (decoded === null) {
    const remedy = 'Give the text, CSV or Excel file that the instrument’s program exports.';
    return { code: 'plate.binary', message: 'the file is binary, not text', remedy };
  }
  const text = mayBeCut ? withoutNotes(decoded) : decoded;
  const head = text.slice(0, 2000).trimStart();
  if (/^[[{]/.test(head)) {
    const json = parseJson(text);
    if (json !== undefined) return { ...plain, source, kind: 'json', text, json };
  }
  if (head.startsWith('<')) {
    const sheets = readSpreadsheetXml(text);
    if (sheets === 'cut')
      return {
        code: 'plate.cutOff',
        message: 'the XML breaks off before its end: the file was cut off',
        remedy: 'Copy the file again from where it was exported to, or export it anew.',
      };
    if (sheets !== null) return { ...plain, source, kind: 'xml', text, ...marked(sheets, decimal) };
  }
  const { sheet, ...found } = textTable(text, decimal, mayBeCut);
  const { openQuote, tooLarge, cutOff, separator, comma, overruled } = found;
  const told = { openQuote, tooLarge, cutOff, separator, comma, overruled };
  return { ...plain, source, kind: 'text', text, sheets: [sheet], ...told };
}

/** With how the numbers in their texts are written, all sheets alike: one program and one country made them. */
function marked(
  sheets: readonly Sheet[],
  decimal: DecimalMark | undefined,
): Pick<PlateContainer, 'sheets' | 'comma'> {
  const { mark, comma }: FoundMark =
    decimal === undefined
      ? numberMark(
          sheets.flatMap(({ rows }) => rows),
          null,
        )
      : { mark: decimal, comma: null };
  return { sheets: sheets.map((sheet) => ({ ...sheet, decimal: mark })), comma };
}

function startsWith(bytes: Uint8Array, ...magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Deeper than any document of an instrument. */
const deepest = 200;

/** undefined: it is no JSON, or nested without end. */
function parseJson(text: string): unknown {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === 0x5b || sign === 0x7b) depth++;
    else if (sign === 0x5d || sign === 0x7d) depth--;
    if (depth > deepest) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Files of instruments' programs that nobody else can read: what they are, and what to export. */
function closedKind(bytes: Uint8Array): ContainerFault | null {
  const closed = (what: string, remedy: string): ContainerFault => ({
    code: 'plate.closedFormat',
    message: `this is ${what}, which only its own program can read`,
    remedy,
  });
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return closed(
      'an old Excel workbook (.xls) or a file of an instrument’s program (.xpt of Gen5, .sda of SoftMax Pro)',
      'Excel: File > Save As > Excel Workbook (.xlsx). Gen5: right-click the plate > Export, or File > Export. SoftMax Pro: File > Import/Export > Export, as text.',
    );
  if (startsWith(bytes, 0x00, 0x01, 0x00, 0x00, 0x53, 0x74, 0x61, 0x6e, 0x64, 0x61, 0x72, 0x64))
    return closed(
      'an Access database (.mdb)',
      'Open the run in the instrument’s program and export it as text or Excel.',
    );
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46))
    return closed(
      'a PDF',
      'Export the run as text, CSV or Excel from the instrument’s program: a PDF holds a picture of it.',
    );
  return null;
}
