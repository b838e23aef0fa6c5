/**
 * Delimited text by RFC 4180, tolerant where instrument exports are: LF, CRLF, CR or CR CR LF (a CRLF written once more as text: Python’s csv on Windows), blanks before an opening quote, text after
 * a closing one, a last line without an end. One pass, linear in the length of the text.
 */

export interface DelimitedRow {
  /** Line of the text on which the row begins, from 1. Differs from the row's number after a quoted line break. */
  readonly line: number;
  /** Untrimmed; quotes removed. */
  readonly cells: readonly string[];
}

export interface Delimited {
  /** Without those that hold blanks and nothing else: millions of them can stand in a file, and mean nothing. */
  readonly rows: readonly DelimitedRow[];
  /** Line of a quote that is never closed, null where there is none. */
  readonly openQuote: number | null;
  /** Line at which the text holds more than any table of readings, where reading ended; null: it is no such text. */
  readonly tooLarge: number | null;
}

/** No plate has so many wells, no table so many cells or columns, no spreadsheet so many lines; what they cost is bounded by it. */
export const delimitedLimits = {
  rows: 100_000,
  cells: 10_000_000,
  lines: 5_000_000,
  columns: 200_000,
  /** Characters of a cell: a spreadsheet's cell holds no more (Excel specifications and limits). */
  cell: 32_767,
} as const;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

export type Separator = ',' | ';' | '\t';

export function parseDelimited(text: string, separator: Separator): Delimited {
  const mark = separator.charCodeAt(0);
  const rows: DelimitedRow[] = [];
  let cells: string[] = [];
  let openQuote: number | null = null;
  let line = 1;
  let rowLine = 1;
  let at = 0;
  let count = 0;
  /** Whether the row holds more than blanks. */
  let written = false;
  while (at < text.length) {
    if (
      rows.length > delimitedLimits.rows ||
      count + cells.length > delimitedLimits.cells ||
      line > delimitedLimits.lines ||
      cells.length > delimitedLimits.columns
    )
      return { rows, openQuote, tooLarge: line };
    let end = at;
    let cell = '';
    if (opensQuote(text, at, mark)) {
      const opened = line;
      const first = text.indexOf('"', at) + 1;
      let close = text.indexOf('"', first);
      let doubled = false;
      while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
        doubled = true;
        close = text.indexOf('"', close + 2);
      }
      if (close === -1) openQuote ??= opened;
      end = close === -1 ? text.length : close + 1;
      if (close - first > delimitedLimits.cell) return { rows, openQuote, tooLarge: opened };
      const inside = text.slice(first, close === -1 ? text.length : close);
      line += countLineEnds(inside);
      cell = doubled ? inside.replaceAll('""', '"') : inside;
    }
    const rest = end;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      if (code === mark || code === LF || code === CR) break;
      end += 1;
    }
    if (end - rest > delimitedLimits.cell) return { rows, openQuote, tooLarge: line };
    const all = cell + text.slice(rest, end);
    written ||= all.trim() !== '';
    cells.push(all);
    if (text.charCodeAt(end) === mark) {
      at = end + 1;
      if (at < text.length) continue;
      // A separator that ends the text is followed by one last empty cell.
      cells.push('');
    } else {
      at = end + lineEndAt(text, end);
    }
    if (written) {
      rows.push({ line: rowLine, cells });
      count += cells.length;
    }
    cells = [];
    written = false;
    line += 1;
    rowLine = line;
  }
  return { rows, openQuote, tooLarge: null };
}

/** Whether the cell that begins here is quoted; blanks may stand before the quote. */
function opensQuote(text: string, from: number, mark: number): boolean {
  let at = from;
  while ((text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) && text.charCodeAt(at) !== mark)
    at += 1;
  return text.charCodeAt(at) === QUOTE;
}

function countLineEnds(part: string): number {
  let count = 0;
  for (let at = 0; at < part.length; at += 1) {
    const code = part.charCodeAt(at);
    if (code !== LF && code !== CR) continue;
    count += 1;
    at += lineEndAt(part, at) - 1;
  }
  return count;
}

/** Characters of the line end that begins here; 1 at the end of the text, too. */
function lineEndAt(text: string, at: number): 1 | 2 | 3 {
  if (text.charCodeAt(at) !== CR) return 1;
  const next = text.charCodeAt(at + 1);
  if (next === LF) return 2;
  return next === CR && text.charCodeAt(at + 2) === LF ? 3 : 1;
}
