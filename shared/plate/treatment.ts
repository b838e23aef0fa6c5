import { hasDecimalComma, parseNumber } from './number.ts';

/**
 * Something that was added to a well. Names are kept as written; everything but `reference` preprocessing, which has the
 * published code's rule, compares them by `treatmentName`.
 */
export interface Treatment {
  readonly name: string;
  /** 0 or more, in `unit`. */
  readonly value: number;
  /** null: none is stated, it is the model's. */
  readonly unit: string | null;
  /** When it was added, seconds from the run's zero; 0: it was there from the start. */
  readonly time_s: number;
}

/** The one rule for blanks in names: around a name they do not count, inside it several are one. */
export function treatmentName(written: string): string {
  return written.trim().replace(/\s+/g, ' ');
}

/** What was added to a well, raw, in the file's unit. Keys as written, blanks included: ` C6` is another key than `C6`. */
export type Doses = ReadonlyMap<string, number>;

/**
 * `C6=25000;Ara=5` -> doses. A text without any `=` states none. `wrong` is the piece that cannot be read, or names a
 * treatment again, else null.
 */
export function parseTreatment(text: string): { readonly doses: Doses; readonly wrong: string | null } {
  const doses = new Map<string, number>();
  if (!text.includes('=')) return { doses, wrong: null };
  for (const piece of text.split(';')) {
    if (piece.trim() === '') continue;
    const at = piece.indexOf('=');
    const key = piece.slice(0, at);
    const dose = parseNumber(plainMinus(piece.slice(at + 1)));
    // A negative concentration has no logarithm of 1 + dose worth having.
    if (at < 1 || !(dose >= 0) || doses.has(key)) return { doses, wrong: piece };
    doses.set(key, dose);
  }
  return { doses, wrong: null };
}

/** The file stays as it is. */
const byLayout = 'Say it with a layout, import --layout:';

/** How to say a piece that `parseTreatment` cannot read; `doses`: those before it. */
export function treatmentRemedy(piece: string, doses: Doses): string {
  const at = piece.indexOf('=');
  const key = piece.slice(0, Math.max(0, at));
  const value = piece.slice(at + 1).trim();
  if (doses.has(key)) return `${byLayout} ${key} once; it is ${doses.get(key)} already.`;
  if (hasDecimalComma(value)) return `${byLayout} ${key}=${value.replace(',', '.')}.`;
  const [, number = '', unit = ''] = /^([\d.eE+-]+?)\s*([a-zA-Zµμ%/]+)$/.exec(value) ?? [];
  if (key !== '' && Number.isFinite(parseNumber(number))) {
    return `${byLayout} ${key}=${number}; the unit, here ${unit}, is the model’s.`;
  }
  return `${byLayout} NAME=DOSE pairs separated by ; with doses of 0 or more, for example C6=25000;Ara=5.`;
}

/** Word processors make a long sign of the minus in 1e-10. */
function plainMinus(text: string): string {
  return text.replaceAll('\u2212', '-');
}
