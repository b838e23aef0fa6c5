import { type Cell, isBlank, type Sheet, type SheetRow, textOf, widthOf } from '../containers/cell.ts';
import { isDoseUnit } from '../dose-unit.ts';
import { parseWell } from '../well.ts';
import { isWellHeading } from './heading.ts';
import type { LayoutHeading, LayoutTable } from './layout-table.ts';
import { marksIn } from './marks-in.ts';
import { numberAndRest } from './written-dose.ts';

/** A long layout and the cells to the right of its headings, which nothing names. */
export interface LongTable {
  readonly table: LayoutTable;
  readonly untitled: readonly UntitledColumn[];
}

export interface UntitledColumn {
  readonly column: number;
  readonly line: number;
  /** A number with a decimal comma that the table's commas have parted, `0,5`; null: it does not look so. */
  readonly parted: string | null;
}

/** Lines above the headings that may say something else: a title, who made it. */
const mostAbove = 20;
/** More columns no layout has; a heading among so many is looked up again and again. */
const mostColumns = 1000;
/** Columns and lines by which a column of wells is known that no heading names. */
const judged = { columns: 50, lines: 3000 } as const;
/** Share of cells that must be wells where no heading says that they are. */
const mostlyWells = 0.95;

/** A line for each well under headings; the column of wells is known by its heading, else by its cells. null: there is none. */
export function longTable({ rows }: Sheet): LongTable | null {
  const at = rows
    .slice(0, mostAbove)
    .findIndex((row) => widthOf(row) <= mostColumns && isWellHeading(row.cells.map(textOf)));
  if (at !== -1) return tableBelow(rows, at, null);
  for (let head = 0; head < Math.min(rows.length - 1, mostAbove); head++) {
    const row = rows[head];
    const column = row === undefined ? -1 : wellColumn(rows, head, row);
    if (column !== -1) return tableBelow(rows, head, column);
  }
  return null;
}

/** The column under these headings that holds wells, whatever it is called. */
function wellColumn(rows: readonly SheetRow[], head: number, row: SheetRow): number {
  const body = rows.slice(head + 1, head + 1 + judged.lines);
  return row.cells.slice(0, judged.columns).findIndex((cell, column) => {
    const title = textOf(cell);
    if (title === '' || parseWell(title) !== null) return false;
    const cells = body.flatMap(({ cells }) => (isBlank(cells[column]) ? [] : [textOf(cells[column])]));
    const wells = cells.filter((text) => parseWell(text) !== null).length;
    return wells > 0 && wells >= mostlyWells * cells.length && 2 * cells.length >= body.length;
  });
}

/** @param wellAt the column of wells, where its heading does not say so. */
function tableBelow(rows: readonly SheetRow[], head: number, wellAt: number | null): LongTable | null {
  const row = rows[head];
  if (row === undefined) return null;
  const width = widthOf(row);
  if (width > mostColumns) return null;
  const headings = row.cells.slice(0, width).map(
    (cell, column): LayoutHeading => ({
      heading: column === wellAt ? 'well' : textOf(cell),
      line: row.line,
    }),
  );
  const body = rows.slice(head + 1);
  const untitled = new Map<number, UntitledColumn>();
  const lines = body.map(({ cells, line }) => {
    cells.forEach((cell, column) => {
      if ((headings[column]?.heading ?? '') === '' && !isBlank(cell) && !untitled.has(column))
        untitled.set(column, { column, line, parted: partedNumber(cells, width) });
    });
    const own = headings.map((_, column) => ({ cell: cells[column] ?? null, line }));
    return { plate: null, well: null, cells: own, line };
  });
  return {
    table: { headings, lines, marks: marksIn(lines) },
    untitled: [...untitled.values()],
  };
}

/** In a line of more cells than headings: the first thousands among them, else a number beside the headings; null: neither. */
function partedNumber(cells: readonly Cell[], width: number): string | null {
  const texts = cells.map(textOf);
  const thousands = texts.findIndex(
    (text, column) =>
      column < width && /^[1-9]\d{0,2}$/.test(text) && /^\d{3}$/.test(texts[column + 1] ?? ''),
  );
  const at = thousands === -1 ? width - 1 : thousands;
  const [whole = '', decimals = ''] = [texts[at], texts[at + 1]];
  const { number, rest } = numberAndRest(decimals);
  const isDecimals = /^\d+$/.test(isDoseUnit(rest) ? number : decimals);
  return /^\d+$/.test(whole) && isDecimals ? `${whole},${decimals}` : null;
}
