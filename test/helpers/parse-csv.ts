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
