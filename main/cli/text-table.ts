/** Rows under a header as lines of text in columns, two spaces apart. */
export function columnsText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `12.3 ± 0.4`; without an error the mark that it is not known. */
export function withError(value: number, error: number | null, digits = 3): string {
  const text = short(value, digits);
  return error === null || !Number.isFinite(error)
    ? `${text} (error not known)`
    : `${text} ± ${short(error, 2)}`;
}

function short(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
