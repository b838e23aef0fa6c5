import { type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { Metadata } from '../../metadata.ts';
import type { PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { wellColumns } from '../../tables/well-columns.ts';

interface AreaScan {
  readonly sheet: Sheet;
  /** Of the header. */
  readonly at: number;
  readonly title: string;
  readonly plate: PlateParts;
  /** Whether its readings are wanted; else it is listed. */
  readonly scans: boolean;
  readonly metadata: Metadata;
}

/** `X Read # | Y Read # | A1 ..`: a row a point of the well. */
export function isScanHeader({ cells }: SheetRow): boolean {
  const titles = cells.slice(0, 4).map(textOf);
  return titles.some((title) => /^X Read\b/i.test(title)) && titles.some((title) => /^Y Read\b/i.test(title));
}

/** The index after the table; a point is a cycle, in the order of the rows. */
export function readAreaScan({ sheet, at, title, plate, scans, metadata }: AreaScan): number {
  const { rows, decimal } = sheet;
  const head = rows[at];
  if (head === undefined) return at + 1;
  const xAt = head.cells.findIndex((cell) => /^X Read\b/i.test(textOf(cell)));
  const columns = wellColumns(head, xAt + 2);
  let next = at + 1;
  // Points repeat their numbers: a table goes on after a blank row as long as there are two of them.
  while ([0, 1].every((n) => /^\d+$/.test(textOf(rows[next]?.cells[xAt + n])))) next++;
  const points = rows.slice(at + 1, next);
  if (!scans) plate.listScan({ signal: title, wells: columns.length, points: points.length });
  else {
    const table = plate.add({ signal: title, kind: 'scan', metadata });
    points.forEach(({ cells }, point) => {
      for (const { column, well } of columns)
        table.put(well, point, readingOf(cells[column], decimal), Number.NaN);
    });
  }
  return next;
}
