import { plateSizes } from '../layout/well-range.ts';
import { parseWell, rowLetters, wellName } from '../well.ts';
import type { WellOrder } from './mapping.ts';

/** Names of a plate's wells in their order, from the first that was read on. */
export function orderedWells({ first, order, plate }: WellOrder): readonly string[] {
  const size = plateSizes.find((one) => one.rows * one.columns === plate);
  const { rows, columns } = size ?? { rows: 8, columns: 12 };
  const names = Array.from({ length: rows * columns }, (_, n) => {
    const [row, column] =
      order === 'across' ? [Math.floor(n / columns), n % columns] : [n % rows, Math.floor(n / rows)];
    return wellName(rowLetters(row), String(column + 1)) ?? '';
  });
  const from = names.indexOf(parseWell(first) ?? 'A1');
  return from === -1 ? [] : names.slice(from);
}
