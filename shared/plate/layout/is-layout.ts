import { type Sheet, textOf } from '../containers/cell.ts';
import { columnLooks } from './column-look.ts';
import { isPlaceField, type LayoutField, layoutFields } from './heading.ts';
import type { LayoutTable } from './layout-table.ts';
import { longTable } from './long-table.ts';
import { plateShapedTable } from './plate-shaped.ts';

/** What a file that is a layout, and no readings, says of how many wells. */
export interface LayoutContents {
  readonly variables: readonly string[];
  readonly wells: number;
}

/** What only a layout says of wells. */
const telling = new Set<LayoutField['kind']>([
  ...(['device', 'role', 'blank', 'treatments', 'part', 'excluded', 'doseValue'] as const),
]);

/** null: no sheet is a layout, or one might be readings: it has numbers that are no doses. */
export function layoutContents(sheets: readonly Sheet[]): LayoutContents | null {
  for (const sheet of sheets) {
    const shaped = plateShapedTable(sheet);
    if (shaped !== null) return contents(shaped.table, () => true);
    const table = longTable(sheet)?.table;
    if (table === undefined) continue;
    const looks = columnLooks(table);
    const fields = layoutFields(
      table.headings.map(({ heading }) => heading),
      looks,
    );
    const isDose = (field: LayoutField) => field.kind === 'dose' && field.unit !== null;
    const mayBeReadings = fields.some(
      (field, column) =>
        looks[column]?.numeric === true &&
        !repeats(table, column) &&
        (field.kind === 'factor' || (field.kind === 'dose' && !isDose(field))),
    );
    const tells = fields.some((field) => telling.has(field.kind) || isDose(field));
    if (tells && !mayBeReadings) return contents(table, (column) => !isPlaceField(fields[column]));
  }
  return null;
}

/** Whether a column says the same numbers of several wells, as what people put in them does; readings hardly do. */
function repeats({ lines }: LayoutTable, column: number): boolean {
  const texts = lines.map(({ cells }) => textOf(cells[column]?.cell)).filter((text) => text !== '');
  return texts.length >= 8 && new Set(texts).size * 3 <= texts.length;
}

function contents({ headings, lines }: LayoutTable, isVariable: (column: number) => boolean): LayoutContents {
  const variables = headings.map(({ heading }) => heading).filter((_, column) => isVariable(column));
  return { variables, wells: lines.length };
}
