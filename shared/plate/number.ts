/** What parts decimals. */
export type DecimalMark = 'point' | 'comma';

/** `mostly`: other numbers of the table have the other mark, or none shows it, so that one before three digits may part thousands. */
export type NumberMark = DecimalMark | 'mostly point' | 'mostly comma';

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

/**
 * By how the numbers of its table are written: `0,385` where that is with commas, and thousands where they are well parted: by
 * blanks and apostrophes (`1 013`), and by the mark that parts no decimals. NaN: it is none, or `1,013` and nobody knows which.
 */
export function parseNumberWith(cell: string, mark: NumberMark): number {
  const text = cell.trim();
  const plainText = withoutThousands(text, mark) ?? text;
  if (mark.endsWith('point')) return parseNumber(plainText);
  if (mayBeThousands(plainText, 'comma')) return Number.NaN;
  if (!plainText.includes(',')) return parseNumber(plainText);
  return withComma.test(plainText) ? parseNumber(plainText.replace(',', '.')) : Number.NaN;
}

const threeDigits = {
  comma: /^[+-]?[1-9]\d{0,2}\.\d{3}$/,
  point: /^[+-]?[1-9]\d{0,2},\d{3}$/,
} as const;

/** Whether a number is one in thousands if that is the decimal mark, and one with decimals if it is not: `1,013`, and none of `0,345`, `12,34`. */
export function mayBeThousands(cell: string, decimal: 'point' | 'comma'): boolean {
  return threeDigits[decimal].test(cell.trim());
}

const parted = {
  point: /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/,
  comma: /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/,
} as const;

/** Blanks of any width and apostrophes, as people and programs part thousands by; the same ones all along. */
const spaced = /^[+-]?[1-9]\d{0,2}([ \u00a0\u2007\u2009\u202f'\u2019])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/;

/** Whether a cell is a number whose thousands are parted by blanks or apostrophes. */
export function isSpaced(cell: string): boolean {
  return spaced.test(cell.trim());
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/[^\d.,+-]/g, '');
}

/** Which decimal mark a number shows, as nothing else can be meant: `0.5`, `1,234,567`; null: it shows none. */
export function shownMark(cell: string): 'point' | 'comma' | null {
  const text = cell.trim();
  if (mayBeThousands(text, 'point') || mayBeThousands(text, 'comma')) return null;
  if (parted.point.test(text)) return text.includes(',') ? 'point' : null;
  if (parted.comma.test(text)) return text.includes('.') ? 'comma' : null;
  const [, mark] = /^[^.,]*([.,])[^.,]*$/.exec(text) ?? [];
  const plain = isSpaced(text) ? withoutBlanks(text) : text;
  if (mark === undefined || Number.isNaN(parseNumber(plain.replace(',', '.')))) return null;
  return mark === ',' ? 'comma' : 'point';
}

/** `12,345.6` -> `12345.6` where points part decimals, `1 013` -> `1013`; null: its thousands are not parted, or nobody knows. */
export function withoutThousands(cell: string, mark: NumberMark): string | null {
  const text = cell.trim();
  if (isSpaced(text)) return withoutBlanks(text);
  const decimal = mark.endsWith('point') ? 'point' : 'comma';
  if (!parted[decimal].test(text) || (mark !== decimal && mayBeThousands(text, decimal))) return null;
  return text.replaceAll(decimal === 'point' ? ',' : '.', '');
}
