/**
 * What word processors, web pages and PDF files make of plain characters: U+2212 for a minus, a multiplication sign for
 * `*`, blanks that do not break, digits of full width. Texts that people paste are read as what was meant.
 */

const meant: ReadonlyMap<string, string> = new Map([
  ...each('\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u02d7', '-'),
  ...each('\ufe62', '+'),
  ...each('\u00d7\u00b7\u22c5\u2219\u2217\u2022\u2715\u2716\u30fb', '*'),
  ...each('\u00f7\u2215\u2044\u29f8', '/'),
  ...each('\u2264\u2a7d\u2266', '<='),
  ...each('\u2265\u2a7e\u2267', '>='),
  ...each('\u2260', '!='),
  ...each('\u2026', '..'),
  ...each('\u2025', '..'),
  ...each('\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033', '"'),
  ...each('\u2018\u2019\u201a\u201b\u2032\u02b9\u00b4', "'"),
  ...each(
    '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
    ' ',
  ),
  // of no width: what is left of them would only split names
  ...each('\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff', ''),
]);

function each(characters: string, plain: string): readonly (readonly [string, string])[] {
  return [...characters].map((character) => [character, plain]);
}

/** What one character means; itself where it means nothing else. Of full width: U+FF01 to U+FF5E are ASCII in order. */
export function plainCharacter(character: string): string {
  const plain = meant.get(character);
  if (plain !== undefined) return plain;
  const code = character.charCodeAt(0);
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : character;
}

/** `−0.5` with U+2212 is `-0.5`. */
export function plainText(text: string): string {
  return Array.from(text, plainCharacter).join('');
}

/**
 * The one spelling of a name: composed, without the look of a typeface. `µ` (micro sign) and `μ` (Greek mu) are one
 * letter, so are `ϵ` and `ε`, an italic k of an equation editor and `k`; a subscript is a digit (`k₁` is `k1`).
 */
export function canonicalName(name: string): string {
  return name.normalize('NFKC');
}

const decimal = /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/;

/** `0.5` where somebody wrote `0,5`; null for anything else. */
export function withDecimalPoint(text: string): string | null {
  const plain = plainText(text).trim();
  return decimal.test(plain) ? plain.replace(',', '.') : null;
}

/** The number that a text is, whatever its minus sign and digits look like; null where it is none. */
export function writtenNumber(text: string): number | null {
  const plain = plainText(text).trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : null;
}
