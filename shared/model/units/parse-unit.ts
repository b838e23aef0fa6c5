import { plainText } from '../../base/written-forms.ts';
import { asciiPower } from '../read-line.ts';
import { dimensionless, timesPower, type Unit } from './unit.ts';

const piece = /\s*(?:([*/()·])|\^\s*(-?\d+(?:\.\d+)?)|(1)(?![\w.])|([\p{L}%°][\p{L}\d_%°.]*))\s*/uy;

/**
 * `1/h`, `nM/(h OD)`, `a.u.^2`, `nmol`, `%`; products by a blank, `*` or `·`, quotients from left to right.
 *
 * @returns null where the text cannot be read as a unit.
 */
export function parseUnitText(text: string): Unit | null {
  const pieces = split(plainUnit(text));
  if (pieces === null || pieces.length === 0) return null;
  const stack: { readonly unit: Unit; readonly sign: number }[] = [];
  let unit = dimensionless;
  let sign = 1;
  /** What a following power belongs to, else null. */
  let last: { readonly unit: Unit; readonly sign: number } | null = null;
  /** After `/`, `*` and `(` an operand must come. */
  let open = true;
  for (const { symbol, power, atom } of pieces) {
    if (power !== null) {
      if (last === null) return null;
      unit = timesPower(unit, last.unit, last.sign * (power - 1));
      last = null;
    } else if (atom !== null) {
      last = { unit: atom === '1' ? dimensionless : new Map([[atom, 1]]), sign };
      unit = timesPower(unit, last.unit, sign);
      sign = 1;
      open = false;
    } else if (symbol === '(') {
      stack.push({ unit, sign });
      [unit, sign, last, open] = [dimensionless, 1, null, true];
    } else if (symbol === ')') {
      const outer = stack.pop();
      if (outer === undefined || open) return null;
      last = { unit, sign: outer.sign };
      [unit, sign, open] = [timesPower(outer.unit, unit, outer.sign), 1, false];
    } else {
      if (open) return null;
      [sign, last, open] = [symbol === '/' ? -1 : 1, null, true];
    }
  }
  return open || stack.length > 0 ? null : unit;
}

const powers = /[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu;

/** As typed on a keyboard: `h⁻¹` is `h^-1`, and both characters for micro are one. */
function plainUnit(text: string): string {
  return plainText(text.replace(powers, (power) => `^${asciiPower(power)}`))
    .normalize('NFKC')
    .replaceAll('\u03bc', '\u00b5');
}

interface Piece {
  readonly symbol: string | null;
  readonly power: number | null;
  readonly atom: string | null;
}

function split(text: string): readonly Piece[] | null {
  const pieces: Piece[] = [];
  let offset = 0;
  while (offset < text.length) {
    piece.lastIndex = offset;
    const match = piece.exec(text);
    if (match === null || match[0] === '') return null;
    offset += match[0].length;
    const [, symbol = null, power, one, atom = null] = match;
    pieces.push({ symbol, power: power === undefined ? null : Number(power), atom: one ?? atom });
  }
  return pieces;
}
