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

/** Records of a table that `csvTable` wrote, header included; quoted cells may hold commas, quotes and line ends. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let from = 0;
  while (from < text.length) {
    let cell: string;
    if (text[from] === '"') {
      let end = from + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"'))
        end += text[end] === '"' ? 2 : 1;
      cell = text.slice(from + 1, end).replaceAll('""', '"');
      from = end + 1;
    } else {
      let end = from;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
      cell = text.slice(from, end);
      from = end;
    }
    cells.push(cell);
    const over = text[from] !== ',';
    from++;
    if (over) {
      records.push(cells);
      cells = [];
    } else if (from >= text.length) cells.push('');
  }
  if (cells.length > 0) records.push(cells);
  return records;
}
