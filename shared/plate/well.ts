/** The largest plate has 1536 wells: rows A..AF, columns 1..48. */
const rowPattern = /^(?:[A-Z]|A[A-F])$/;
const columnDigits = /^\d{1,3}$/;
const written = /^([A-Za-z]{1,2})[ _-]?0*([1-9]\d?)$/;

/** `A` and `01` -> `A1`; null where no plate has such a well (rows A..AF, columns 1..48; blanks around are allowed). */
export function wellName(row: string, column: string): string | null {
  const letters = row.trim();
  const digits = column.trim();
  if (!rowPattern.test(letters) || !columnDigits.test(digits)) return null;
  const number = Number(digits);
  return number >= 1 && number <= 48 ? `${letters}${number}` : null;
}

/** `A1`, `A01`, `A 2`, `AF48`, `aa1` (BMG's 27th row) -> unpadded, capital; null: no well. */
export function parseWell(text: string): string | null {
  const match = text.length > 6 ? null : written.exec(text.trim());
  return match === null ? null : wellName(rowOf(match[1] ?? ''), match[2] ?? '');
}

/** `A`..`AF`, and `a`..`f`, as BMG writes the rows after Z; null: no row of a plate. */
export function parseRow(text: string): string | null {
  const letters = rowOf(text.trim());
  return rowPattern.test(letters) ? letters : null;
}

function rowOf(letters: string): string {
  return /^[a-f]$/.test(letters) ? `A${letters.toUpperCase()}` : letters.toUpperCase();
}

/** 0 -> `A`, 26 -> `AA`. */
export function rowLetters(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `A${String.fromCharCode(65 + index - 26)}`;
}

/** Of a well as `parseWell` gives it: `B7` -> 1, `AA1` -> 26. */
export function rowIndex(well: string): number {
  const letters = /^[A-Z]+/.exec(well)?.[0] ?? 'A';
  return letters.length === 1 ? letters.charCodeAt(0) - 65 : 26 + letters.charCodeAt(1) - 65;
}

/** The well in brackets at the end of a name: `Un0001 (A01)` -> `A1`. */
export function wellInBrackets(text: string): string | null {
  const match = /\(([A-Za-z]{1,2}\d{1,2})\)\s*$/.exec(text);
  return match === null ? null : parseWell(match[1] ?? '');
}
