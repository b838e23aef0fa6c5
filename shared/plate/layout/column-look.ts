import { amountOf } from '../amount.ts';
import { isBlank, textOf } from '../containers/cell.ts';
import type { ColumnLook } from './heading.ts';
import type { LayoutTable } from './layout-table.ts';
import { roleOf } from './well-role.ts';

/** What each column's cells look like, [heading]. */
export function columnLooks({ headings, lines, marks }: LayoutTable): readonly ColumnLook[] {
  return headings.map((_, column) => {
    let [filled, numbers, pairs, roles] = [0, 0, 0, 0];
    for (const { cells } of lines) {
      const cell = cells[column]?.cell;
      if (cell === undefined || isBlank(cell)) continue;
      const text = textOf(cell);
      filled++;
      if (amountOf(cell, marks).kind !== 'none') numbers++;
      if (text.includes('=')) pairs++;
      if (roleOf(text) !== null) roles++;
    }
    return { numeric: filled > 0 && 2 * numbers > filled, pairs: pairs > 0, roles: roles > 0 };
  });
}
