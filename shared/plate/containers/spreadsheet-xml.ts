import { XMLParser } from 'fast-xml-parser';
import { parseNumber } from '../number.ts';
import type { Cell, Sheet, SheetRow } from './cell.ts';

const most = 64 << 20;

/**
 * SpreadsheetML 2003 as tables; null: it is other XML, or damaged; `cut`: its end is missing. Entities other than XML's own five are not resolved, and
 * nothing outside is looked for.
 */
export function readSpreadsheetXml(text: string): readonly Sheet[] | 'cut' | null {
  if (text.length > most || !/urn:schemas-microsoft-com:office:spreadsheet/.test(text.slice(0, 4000)))
    return null;
  // The parser closes what is open.
  if (!/<\/(?:\w+:)?Workbook\s*>\s*$/.test(text.slice(-200))) return 'cut';
  let root: unknown;
  try {
    root = parser.parse(text);
  } catch {
    return null;
  }
  const book = field(root, 'Workbook');
  return listOf(field(book, 'Worksheet')).map((sheet): Sheet => {
    const rows = listOf(field(field(sheet, 'Table'), 'Row'));
    return { name: textIn(field(sheet, '@Name')), rows: sheetRows(rows), decimal: 'point' };
  });
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
  // Entities that the file declares itself can multiply without end.
  htmlEntities: false,
});

/** `Index` leaves a gap before a row or a cell. */
function sheetRows(rows: readonly unknown[]): readonly SheetRow[] {
  const made: SheetRow[] = [];
  let line = 0;
  for (const row of rows) {
    line = indexOf(row) ?? line + 1;
    const cells: Cell[] = [];
    for (const cell of listOf(field(row, 'Cell'))) {
      const at = (indexOf(cell) ?? cells.length + 1) - 1;
      if (at > 16_384) break;
      while (cells.length < at) cells.push(null);
      cells.push(cellOf(field(cell, 'Data')));
    }
    if (cells.some((cell) => cell !== null && (typeof cell !== 'string' || cell.trim() !== '')))
      made.push({ line, cells });
  }
  return made;
}

function cellOf(data: unknown): Cell {
  const text = typeof data === 'object' ? textIn(field(data, '#text')) : textIn(data);
  if (text === null) return null;
  const value = field(data, '@Type') === 'Number' ? parseNumber(text) : Number.NaN;
  return Number.isNaN(value) ? text : value;
}

function indexOf(node: unknown): number | null {
  const index = Number(field(node, '@Index') ?? Number.NaN);
  return Number.isInteger(index) && index > 0 ? index : null;
}

function field(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null
    ? (node as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function listOf(node: unknown): readonly unknown[] {
  if (node === undefined || node === '') return [];
  return Array.isArray(node) ? node : [node];
}

function textIn(node: unknown): string | null {
  return typeof node === 'string' ? node : typeof node === 'number' ? String(node) : null;
}
