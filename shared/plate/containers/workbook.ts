import { readXlsx } from 'hucre/xlsx';
import type { Cell, Sheet, SheetRow } from './cell.ts';

/** Of all that is packed in a workbook, bytes once unpacked; the largest real export has 10 MB. */
const mostUnpacked = 400 << 20;

/** Cells of all sheets together. */
const mostCells = 12_000_000;

/** Why a workbook cannot be read, as half a sentence. */
export interface WorkbookFault {
  readonly fault: string;
}

/**
 * An Excel workbook (xlsx) as tables: numbers and texts as stored, no formula is evaluated, hidden sheets too. `most`: bytes that it
 * may unpack to, looked at before anything is unpacked.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  most: number = mostUnpacked,
): Promise<readonly Sheet[] | WorkbookFault> {
  const size = unpackedSize(bytes);
  if (size === null) return { fault: 'it is cut off or damaged' };
  if (size > most) {
    const told = Number.isFinite(size)
      ? `${Math.round(size / 2 ** 20)} MB, more than ${Math.round(most / 2 ** 20)} MB`
      : `nobody knows how much`;
    return { fault: `it would unpack to ${told}` };
  }
  let book: Awaited<ReturnType<typeof readXlsx>>;
  try {
    book = await readXlsx(bytes);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
  let cells = 0;
  for (const { rows } of book.sheets) for (const row of rows) cells += row.length;
  if (cells > mostCells) return { fault: `it has ${cells} cells, more than ${mostCells}` };
  return book.sheets.map(
    ({ name, rows }): Sheet => ({ name, rows: rows.flatMap(sheetRow), decimal: 'point' }),
  );
}

function sheetRow(values: readonly unknown[], index: number): readonly SheetRow[] {
  let blank = true;
  const cells = values.map((value): Cell => {
    const cell = cellOf(value);
    if (cell !== null && (typeof cell !== 'string' || cell.trim() !== '')) blank = false;
    return cell;
  });
  return blank ? [] : [{ line: index + 1, cells }];
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Date) return { serial: serialOf(value) };
  return typeof value === 'boolean' ? String(value) : null;
}

const day = 86_400_000;
const beforeLeapDay = Date.UTC(1899, 11, 31);
const afterLeapDay = Date.UTC(1899, 11, 30);

/** Excel counts a 29 February 1900 that never was: serials from 60 on are a day more. */
function serialOf(date: Date): number {
  const early = (date.getTime() - beforeLeapDay) / day;
  return early < 60 ? early : (date.getTime() - afterLeapDay) / day;
}

/**
 * Sum of what a zip archive's directory says its entries unpack to, bytes (APPNOTE 4.3.12, 4.3.16); the library holds them to
 * it. null: it has no directory. An entry that states nothing counts as too large.
 */
function unpackedSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const entries = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  let sum = 0;
  for (let n = 0; n < entries; n++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) return null;
    const packed = view.getUint32(at + 20, true);
    const unpacked = view.getUint32(at + 24, true);
    sum += unpacked === 0 && packed > 2 ? Number.POSITIVE_INFINITY : unpacked;
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return sum;
}

/** The end of the directory stands within the last 64 KiB, for a comment may follow. */
function findEnd(view: DataView): number | null {
  const least = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= least; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return null;
}
