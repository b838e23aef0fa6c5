/** The largest plate has 1536 wells: rows A..AF, columns 1..48. */
const rowLetters = /^(?:[A-Z]|A[A-F])$/;
const columnDigits = /^\d{1,3}$/;

/** `A` and `01` -> `A1`; null where no plate has such a well (rows A..AF, columns 1..48; blanks around are allowed). */
export function wellName(row: string, column: string): string | null {
  const letters = row.trim();
  const digits = column.trim();
  if (!rowLetters.test(letters) || !columnDigits.test(digits)) return null;
  const number = Number(digits);
  return number >= 1 && number <= 48 ? `${letters}${number}` : null;
}
