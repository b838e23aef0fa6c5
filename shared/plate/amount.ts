import type { Cell } from './containers/cell.ts';
import type { DecimalMark } from './number.ts';
import { hasDecimalComma, mayBeThousands, parseNumber, shownMark, withoutThousands } from './number.ts';

/** How the numbers of a table are written. */
export interface NumberMarks {
  /** What people answered; null: nobody was asked. */
  readonly answered: DecimalMark | null;
  /** What the table's other numbers show; null: none shows it; `either`: nor is a point more likely than a comma. */
  readonly seen: DecimalMark | 'either' | null;
}

/** A number as people write it: its value, or why there is none. */
export type Amount =
  | { readonly kind: 'number'; readonly value: number }
  /** `1,000` may be one or a thousand, and so may `1.000` where commas are at home: only people know. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'none' };

/** Both marks are read, but where a number may be one with either. */
export function amountOf(cell: Cell | undefined, { answered, seen }: NumberMarks): Amount {
  if (typeof cell === 'number') return { kind: 'number', value: cell };
  if (typeof cell !== 'string') return { kind: 'none' };
  const text = cell.trim().replaceAll('\u2212', '-');
  const written: DecimalMark = text.includes(',') ? 'comma' : 'point';
  if (mayBeThousands(text, 'point') || mayBeThousands(text, 'comma')) {
    // A point is a point wherever nothing speaks for commas.
    const mark = answered ?? seen ?? 'point';
    if (answered === null && mark !== written) return { kind: 'ambiguous' };
    return { kind: 'number', value: Number(text.replace(/[.,]/, mark === written ? '.' : '')) };
  }
  // Thousands are parted twice, or decimals stand behind them: nothing else can be meant.
  const plain = withoutThousands(text, 'point') ?? withoutThousands(text, 'comma') ?? text;
  const value = parseNumber(hasDecimalComma(plain) ? plain.replace(',', '.') : plain);
  return Number.isNaN(value) ? { kind: 'none' } : { kind: 'number', value };
}

/** How the numbers among these texts are written, by those that can be read in one way alone; null: none shows it. */
export function markOf(texts: Iterable<string>): DecimalMark | null {
  let [commas, points] = [0, 0];
  for (const written of texts) {
    const text = written.trim();
    if (text.length > 40) continue;
    const mark = shownMark(text);
    if (mark === 'comma') commas++;
    else if (mark === 'point') points++;
  }
  return commas > points ? 'comma' : points > 0 ? 'point' : null;
}
