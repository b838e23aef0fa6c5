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

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') return String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
