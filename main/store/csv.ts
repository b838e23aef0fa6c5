import { escapedCharacter } from '../../shared/base/visible-text.ts';

/** A cell: numbers as the shortest text that reads back to the same double; null, undefined and NaN are empty. */
export type CsvCell = string | number | null | undefined;

/** One record of RFC 4180 with LF, the decimal sign a point. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** A header line and one line per record, made as they are asked for. */
export function* csvTable(
  header: readonly string[],
  records: Iterable<readonly CsvCell[]>,
): Generator<string> {
  yield csvLine(header);
  for (const record of records) yield csvLine(record);
}

/**
 * What a text of RFC 4180 cannot hold, and a terminal at the end of the pipe would obey: control characters but line feeds
 * and tabs. They stand as `\u001b`.
 */
const controls = /(?![\n\t])\p{Cc}/gu;

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') return String(cell);
  const text = cell.replace(controls, (one) => escapedCharacter(one));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
