import { isBlank, type Sheet, textOf } from '../containers/cell.ts';
import { matrixHead, matrixWell, readMatrix } from '../tables/matrix.ts';

/** What a layout says of one well, by variable, as written. */
export type LayoutWell = ReadonlyMap<string, string>;

/** A plate-shaped layout: blocks of rows and columns, each with the variable's name in its corner. */
export interface PlateLayout {
  readonly variables: readonly string[];
  readonly wells: ReadonlyMap<string, LayoutWell>;
}

/** null: the table is none, or not only that. */
export function plateShapedLayout(sheet: Sheet): PlateLayout | null {
  const variables: string[] = [];
  const wells = new Map<string, Map<string, string>>();
  const { rows } = sheet;
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    const variable = textOf(row?.cells[0]);
    const head =
      row === undefined ? null : matrixHead({ line: row.line, cells: ['', ...row.cells.slice(1)] });
    if (row === undefined || head === null || head.column !== 1 || variable === '' || /^\d+$/.test(variable))
      return null;
    const matrix = readMatrix(sheet, at + 1, head);
    if (matrix.rows.length === 0) return null;
    variables.push(variable);
    for (const { letter, cells } of matrix.rows) {
      cells.forEach((cell, index) => {
        const well = matrixWell(letter, head, index);
        if (well === null || isBlank(cell)) return;
        const own = wells.get(well) ?? new Map<string, string>();
        own.set(
          variable,
          textOf(cell).replace(/^(-?\d+),(\d+)$/, sheet.decimal === 'comma' ? '$1.$2' : '$&'),
        );
        wells.set(well, own);
      });
    }
    at = matrix.end;
  }
  return variables.length === 0 ? null : { variables, wells };
}
