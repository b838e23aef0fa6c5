// Every repetition starts with a character that the one before cannot take, so matching is linear in the cell's length.
const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const withComma = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;

/** The number that a trimmed cell holds, with a decimal point; NaN for anything else, also `inf`, `nan`, `1e999`, `0x10`. */
export function parseNumber(cell: string): number {
  const text = cell.trim();
  if (!plain.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Whether a cell is a number written with a decimal comma: `0,385`. */
export function hasDecimalComma(cell: string): boolean {
  return withComma.test(cell.trim());
}

/** With the decimal mark of its table: `0,385` and `1.234,5` (thousands) where that is a comma. */
export function parseNumberWith(cell: string, decimal: 'point' | 'comma'): number {
  if (decimal === 'point') return parseNumber(cell);
  const text = cell.trim();
  if (!text.includes(',')) return parseNumber(text);
  return withComma.test(text) ? parseNumber(text.replace(',', '.')) : Number.NaN;
}

/** Whether a number may be one in thousands or one with a decimal comma: `12,345`; `0,345` and `12,34` can only be the latter. */
export function hasAmbiguousComma(cell: string): boolean {
  return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell.trim());
}

const inThousands = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;

/** `12,345.6` -> `12345.6`; null: the cell is no number in thousands. */
export function withoutThousands(cell: string): string | null {
  return inThousands.test(cell.trim()) ? cell.replaceAll(',', '') : null;
}
