/** Indices from 0 for columns; rows as a sheet numbers them, from 1. */
export interface CellAddress {
  readonly column: number;
  readonly line: number;
}

/** No spreadsheet has more. */
const mostColumns = 16_384;
const mostLines = 10_000_000;

/** `AB12` -> column 27, line 12; null: it is none. */
export function parseAddress(text: string): CellAddress | null {
  const [, letters = '', digits = ''] = /^([A-Za-z]{1,3})(\d{1,8})$/.exec(text.trim()) ?? [];
  const column = parseColumn(letters);
  const line = Number(digits);
  return column === null || line < 1 || line > mostLines ? null : { column, line };
}

/** `A` -> 0, `AB` -> 27; null: it is none. */
export function parseColumn(letters: string): number | null {
  const text = letters.trim().toUpperCase();
  if (!/^[A-Z]{1,3}$/.test(text)) return null;
  let column = 0;
  for (const letter of text) column = column * 26 + letter.charCodeAt(0) - 64;
  return column > mostColumns ? null : column - 1;
}

/** 0 -> `A`, 27 -> `AB`. */
export function columnLetters(column: number): string {
  let text = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

export function addressText({ column, line }: CellAddress): string {
  return `${columnLetters(column)}${line}`;
}
