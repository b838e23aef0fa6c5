import { isBlank, textOf } from '../containers/cell.ts';
import { comparableUnit, isConcentration, isDoseUnit } from '../dose-unit.ts';
import { type ColumnLook, isOtherUnit, splitUnit } from './heading.ts';
import type { LayoutTable } from './layout-table.ts';
import { roleOf } from './well-role.ts';
import { numberAndRest, saysNoDose, writtenDose } from './written-dose.ts';

/** What each column's cells look like, [heading]. Words for no dose speak neither for numbers nor against them. */
export function columnLooks({ headings, lines, marks }: LayoutTable): readonly ColumnLook[] {
  return headings.map(({ heading }, column) => {
    const inHeading = splitUnit(heading).unit;
    let [judged, numbers, doses, stated, like, zeros] = [0, 0, 0, 0, 0, 0];
    let [pairs, roles, bare] = [false, false, false];
    const units = new Map<string, string>();
    for (const { cells } of lines) {
      const cell = cells[column]?.cell;
      if (cell === undefined || isBlank(cell)) continue;
      const text = textOf(cell);
      if (text.includes('=')) pairs = true;
      if (roleOf(text) !== null) roles = true;
      if (saysNoDose(cell)) continue;
      judged++;
      const { amount, unit } = writtenDose(cell, marks, inHeading);
      if (amount.kind === 'none') {
        if (isLikeDose(text)) like++;
        continue;
      }
      doses++;
      if (unit === null) numbers++;
      else {
        if (isConcentration(unit)) stated++;
        if (!units.has(comparableUnit(unit))) units.set(comparableUnit(unit), unit);
      }
      const isZero = amount.kind === 'number' && amount.value === 0;
      if (unit === null && isZero) zeros++;
      if (unit === null && !isZero) bare = true;
    }
    const mostly = (count: number): boolean => judged > 0 && 2 * count > judged;
    return {
      numeric: mostly(numbers),
      doses: mostly(doses),
      concentrations: stated > 0 && mostly(stated + zeros),
      unit: units.size === 1 && !bare ? ([...units.values()][0] ?? null) : null,
      like:
        doses + like === 0 || 2 * (doses + like) < judged
          ? null
          : numbers === doses + like
            ? 'numbers'
            : 'doses',
      ...{ pairs, roles },
    };
  });
}

/** `0.5 mM IPTG`, `5 foo`: a number and what may be its unit; not `2 h`, nor `1A`. */
function isLikeDose(text: string): boolean {
  const { number, rest } = numberAndRest(text);
  if (number === '') return false;
  const [word = '', ...more] = rest.split(/\s+/);
  if (isDoseUnit(word)) return true;
  const isApart = /^\s/.test(text.trim().slice(number.length));
  return isApart && more.length === 0 && word.length <= 8 && !isOtherUnit(word);
}
