import type { Problem, Severity } from '../../../base/problem.ts';
import type { DelimitedRow } from '../../containers/delimited.ts';
import { fewProblems } from '../../few-problems.ts';
import type { PlateWell } from '../../plate-run.ts';
import { wellName } from '../../well.ts';

/** The wells of the body's rows, in file order, and the rows they came from (same index). */
export function readWellRows(
  file: string,
  header: DelimitedRow,
  body: readonly DelimitedRow[],
): {
  readonly wells: readonly PlateWell[];
  readonly rows: readonly DelimitedRow[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const report = (
    severity: Severity,
    code: string,
    line: number,
    where: string,
    message: string,
    remedy: string,
  ) => {
    problems.push({ code, severity, message, remedy, place: { file, line, where } });
  };
  const wells: PlateWell[] = [];
  const rows: DelimitedRow[] = [];
  const lineOf = new Map<string, number>();
  const width = header.cells.length;
  for (const row of body) {
    const [device = '', colony = '', column = '', letters = '', treatment = ''] = row.cells;
    const well = wellName(letters, column);
    const where = well === null ? `row “${letters.trim()}”, column “${column.trim()}”` : `well ${well}`;
    if (well === null) {
      const message = `there is no such well (rows A to AF, columns 1 to 48)`;
      report(
        'error',
        'plate.well',
        row.line,
        where,
        message,
        'Export the table anew with the wells’ rows and columns in Well Row and Well Col.',
      );
      continue;
    }
    const before = lineOf.get(well);
    if (before !== undefined) {
      const message = `the well stands on line ${before} already`;
      report(
        'error',
        'plate.duplicateWell',
        row.line,
        where,
        message,
        'Export the table anew with each well once; two plates belong in two files.',
      );
      continue;
    }
    lineOf.set(well, row.line);
    if (row.cells.length > width && row.cells.slice(width).some((cell) => cell.trim() !== '')) {
      const message = `the line has ${row.cells.length} cells, the header ${width}`;
      const remedy =
        'If its numbers have decimal commas, export the table with other separators (; or tabs), or with decimal points.';
      report('error', 'plate.longRow', row.line, where, message, remedy);
    }
    if (row.cells.length < width) {
      const message = `the line has ${row.cells.length} of ${width} cells; the missing ones are no readings`;
      report('warning', 'plate.shortRow', row.line, where, message, 'Check whether the file was cut off.');
    }
    wells.push({ well, device, treatment, colony, line: row.line });
    rows.push(row);
  }
  if (wells.length === 0 && problems.length === 0) {
    const place = { file, line: header.line + 2 };
    const message = 'the file names no well after its header and times';
    problems.push({
      code: 'plate.noWells',
      severity: 'error',
      message,
      remedy: 'Export the table again.',
      place,
    });
  }
  return { wells, rows, problems: fewProblems(problems) };
}
