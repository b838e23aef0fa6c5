import { isBlank, loneCell, type Sheet, textOf } from '../containers/cell.ts';
import { matrixHead, matrixWell, readMatrix } from '../tables/matrix.ts';
import type { LayoutCell, LayoutHeading, LayoutLine, LayoutTable } from './layout-table.ts';
import { marksIn } from './marks-in.ts';

/** More variables nobody states of a well. */
const mostVariables = 200;

/** A well that one block of a plate-shaped layout names twice, or a block that stands twice. */
export interface StandsTwice {
  readonly what: string;
  readonly line: number;
  readonly before: number;
}

export interface PlateShaped {
  readonly table: LayoutTable;
  readonly twice: readonly StandsTwice[];
  readonly beyond: readonly BeyondBlock[];
}

/** What stands to the right of a block's last column. */
export interface BeyondBlock {
  readonly label: string;
  readonly line: number;
  readonly last: number;
}

/**
 * Blocks of rows and columns, each with the variable's name in its corner (or alone on the line above), as tidyplate and people
 * write them. A line `plate,NAME` before blocks says of which plate they are. null: the table is none, or not only that.
 *
 *     strain,1,2,3
 *     A,wt,wt,blank
 */
export function plateShapedTable(sheet: Sheet): PlateShaped | null {
  const headings: LayoutHeading[] = [];
  const wells = new Map<
    string,
    { plate: string | null; well: string; cells: Map<number, LayoutCell>; line: number }
  >();
  const twice: StandsTwice[] = [];
  const beyond: BeyondBlock[] = [];
  const { rows } = sheet;
  let plate: string | null = null;
  let title: string | null = null;
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (row === undefined) break;
    const head = matrixHead({ line: row.line, cells: ['', ...row.cells.slice(1)] });
    if (head === null) {
      const named = plateLine(row.cells.map(textOf).filter((text) => text !== ''));
      const alone = textOf(loneCell(row));
      if (named === null && alone === '') return null;
      plate = named ?? plate;
      title = named === null ? alone : title;
      at++;
      continue;
    }
    const corner = textOf(row.cells[0]);
    if (head.column !== 1 || /^\d+$/.test(corner)) return null;
    const matrix = readMatrix(sheet, at + 1, head);
    if (matrix.rows.length === 0) return null;
    const variable = corner === '' ? (title ?? '') : corner;
    let column = headings.findIndex(({ heading }) => heading === variable);
    if (headings.length > mostVariables) return null;
    if (column === -1) column = headings.push({ heading: variable, line: row.line }) - 1;
    for (const { letter, cells, line, label } of matrix.rows) {
      if (label !== '') beyond.push({ label, line, last: head.first + head.count - 1 });
      cells.forEach((cell, index) => {
        const well = matrixWell(letter, head, index);
        if (well === null || isBlank(cell)) return;
        const key = `${plate ?? ''}\n${well}`;
        const own = wells.get(key) ?? { plate, well, cells: new Map<number, LayoutCell>(), line };
        const before = own.cells.get(column);
        if (before === undefined) own.cells.set(column, { cell, line });
        else twice.push({ what: `${variable} of well ${well}`, line, before: before.line });
        wells.set(key, own);
      });
    }
    title = null;
    at = matrix.end;
  }
  if (headings.length === 0) return null;
  const lines = [...wells.values()].map(({ cells, ...rest }): LayoutLine => {
    const own = headings.map((_, column) => cells.get(column) ?? { cell: null, line: rest.line });
    return { ...rest, cells: own };
  });
  return { table: { headings, lines, marks: marksIn(lines) }, twice, beyond };
}

/** `plate`, `p1` or `Plate: p1`; null: the line names no plate. */
function plateLine(texts: readonly string[]): string | null {
  const [first = '', second, ...more] = texts;
  if (more.length > 0) return null;
  if (second !== undefined) return /^plate:?$/i.test(first) ? second : null;
  return /^plate\s*[:=]\s*(\S.*)$/i.exec(first)?.[1] ?? null;
}
