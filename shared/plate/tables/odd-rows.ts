import type { Problem } from '../../base/problem.ts';
import { isBlank, type SheetRow, textOf } from '../containers/cell.ts';
import type { PlateContainer } from '../containers/container.ts';
import { matrixHead } from './matrix.ts';
import { type Beginning, beginningOf, beginnings, beginOf, numberCount } from './row-shape.ts';

/** Rows of a table that are fewer are no rule to which one could be an exception. */
const fewest = 3;

/**
 * Rows of numbers that begin with something else than those around them, as after a slip of the keyboard or where a spreadsheet
 * has changed a time into a number: no reader can say of when, or of which well, their readings are.
 */
export function oddRows({ source: { file }, sheets }: PlateContainer): readonly Problem[] {
  return sheets.flatMap(({ rows, name }) =>
    tablesOf(rows).flatMap((table): readonly Problem[] => {
      const rule = ruleOf(table);
      if (rule === null) return [];
      return table.flatMap((row, at): readonly Problem[] => {
        if (![table[at - 1], table[at + 1]].some((neighbour) => isOdd(row, rule, neighbour))) return [];
        const begin = textOf(row.cells[rule.column]).slice(0, 40);
        const message = `a row of numbers begins with “${begin}”, where those around it have ${beginnings[rule.kind]}: its readings are left out, or have none`;
        const remedy =
          'Look at that line; export the run once more where it is not what the instrument wrote.';
        const place = { file, line: row.line, ...(name !== null && { where: name }) };
        return [{ code: 'plate.oddRow', severity: 'warning', message, remedy, place }];
      });
    }),
  );
}

/** Rows between blank ones. */
function tablesOf(rows: readonly SheetRow[]): readonly (readonly SheetRow[])[] {
  const tables: SheetRow[][] = [];
  rows.forEach((row, at) => {
    const before = rows[at - 1];
    if (before === undefined || row.line > before.line + 1) tables.push([]);
    tables.at(-1)?.push(row);
  });
  return tables;
}

interface Rule {
  readonly column: number;
  readonly kind: Beginning;
}

/** What most rows of a table begin with, and where; null: they have nothing in common. */
function ruleOf(table: readonly SheetRow[]): Rule | null {
  const counts = new Map<string, { readonly rule: Rule; count: number }>();
  for (const row of table) {
    const column = beginOf(row);
    const kind = beginningOf(row.cells[column]);
    if (kind === null) continue;
    const key = `${kind} ${column}`;
    const entry = counts.get(key) ?? { rule: { column, kind }, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  const [most] = [...counts.values()].sort((one, other) => other.count - one.count);
  return most === undefined || most.count < Math.max(fewest, table.length / 2) ? null : most.rule;
}

function isOdd(row: SheetRow, { column, kind }: Rule, neighbour: SheetRow | undefined): boolean {
  const begin = row.cells[column];
  if (isBlank(begin) || neighbour === undefined || beginOf(neighbour) !== column) return false;
  if (beginningOf(neighbour.cells[column]) !== kind) return false;
  const own = beginningOf(begin);
  // Only a workbook has numbers that are no texts: days, without a time's format.
  if (kind === 'time' && typeof begin === 'number') return false;
  if (own === kind || /\p{L}{2}/u.test(textOf(begin))) return false;
  const [numbers, usual] = [numberCount(row), numberCount(neighbour)];
  return usual > 0 && numbers >= usual / 2 && matrixHead(row) === null;
}
