import type { Outcome } from '../../../base/problem.ts';
import { loneCell, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { baseName } from '../../containers/text.ts';
import { timeIn, unitSeconds } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { Metadata } from '../../metadata.ts';
import type { PlateFile } from '../../plate-run.ts';
import { assemble } from '../../tables/assemble.ts';
import { matrixHead, putMatrixRow, readMatrix } from '../../tables/matrix.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import type { SignalTable } from '../../tables/signal-table.ts';
import { readTimeRows } from '../../tables/time-rows.ts';
import { isAfterGap, wellColumns } from '../../tables/well-columns.ts';
import { parseWell } from '../../well.ts';
import { opticsOf, readMetadata } from './metadata.ts';
import {
  cycleWords,
  deviationWords,
  endWords,
  labelWords,
  meanWords,
  pointWords,
  programWords,
  temperatureWords,
  timeRowWords,
} from './words.ts';

/**
 * Tecan i-control (Infinite) and SparkControl (Spark), text, CSV or workbook, in the language of the PC. Each label has a title
 * and a table: wells as rows or as columns under `Cycle Nr.`, one table a well where a well was read at several positions, or a
 * matrix under `<>` for an endpoint. A sheet is a run.
 */
export const tecan: PlateFormat = {
  id: 'tecan',
  title: 'Tecan i-control or SparkControl',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      for (const row of rows.slice(0, 40)) {
        const found = row.cells
          .slice(0, 6)
          .map(textOf)
          .find((text) => programWords.test(text));
        if (found !== undefined) return { confidence: 1, why: `line ${row.line} says “${found}”` };
      }
      const table = rows.find((row) => cycleWords.test(textOf(row.cells[0])));
      if (table !== undefined)
        return {
          confidence: 0.75,
          why: `line ${table.line} begins a table with “${textOf(table.cells[0])}”, as Tecan’s do`,
        };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { scans = false }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  for (const sheet of container.sheets) {
    const name = sheet.name ?? baseName(container.source.file);
    readSheet(sheet, builder.plate(builder.freeName(name)), scans);
  }
  const { confidence } = tecan.detect(container);
  return assemble({ container, format: tecan.id, title: tecan.title, confidence, builder });
}

function readSheet(sheet: Sheet, plate: PlateParts, scans: boolean): void {
  const { rows } = sheet;
  const common = readMetadata(rows);
  let title: string | null = null;
  let label: string | null = null;
  /** Of the tables before, in order: each has its own settings. */
  const titles: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const row = rows[at];
    if (row === undefined) break;
    const first = textOf(row.cells[0]);
    label = labelWords.exec(first)?.[1]?.trim() ?? spectralLabel(row) ?? label;
    const name = (): string => title ?? label ?? 'unnamed';
    const metadata = (): Metadata => {
      const known = titles.indexOf(name());
      if (known === -1) titles.push(name());
      return { ...common, ...opticsOf(rows, at, known === -1 ? titles.length - 1 : known) };
    };
    if (cycleWords.test(first)) {
      at = readCycles({ sheet, at, plate, scans, title: name(), metadata: metadata() });
      title = null;
      continue;
    }
    const head = first === '<>' ? matrixHead({ ...row, cells: ['', ...row.cells.slice(1)] }) : null;
    if (head !== null) {
      const matrix = readMatrix(sheet, at + 1, head);
      const table = plate.signal({ signal: name(), kind: 'endpoint', metadata: metadata() });
      for (const one of matrix.rows) putMatrixRow(table, one, head, sheet.decimal);
      at = matrix.end;
      title = null;
      continue;
    }
    const alone = textOf(loneCell(row));
    if (alone !== '' && alone === first && !labelWords.test(first) && !endWords.test(first)) title = first;
    else if (alone === '') title = null;
    at++;
  }
}

/** `Luminescence |  |  |  |  |  | Label 1` in Spark's list of actions. */
function spectralLabel({ cells }: SheetRow): string | null {
  const last = textOf(cells[6]);
  return /^Label\s?\d+/.test(last) ? last : null;
}

interface Cycles {
  readonly sheet: Sheet;
  /** Of the row that begins with the word for cycles. */
  readonly at: number;
  readonly plate: PlateParts;
  readonly title: string;
  readonly metadata: Metadata;
  /** Whether each point of a well is a signal of its own. */
  readonly scans: boolean;
}

/** The index after the table. */
function readCycles(cycles: Cycles): number {
  const { sheet, at, plate, title, metadata } = cycles;
  const { rows, decimal } = sheet;
  const head = rows[at];
  if (head === undefined) return at + 1;
  const columns = wellColumns(head, 1);
  const options = { signal: title, kind: 'kinetic', metadata } as const;
  if (columns.length > 0) {
    const timeAt = head.cells.findIndex((cell) => timeRowWords.test(textOf(cell)));
    const seconds = unitIn(textOf(head.cells[timeAt]));
    return readTimeRows({
      ...{ sheet, from: at + 1, columns, table: plate.add(options) },
      temperatureAt: head.cells.findIndex((cell) => temperatureWords.test(textOf(cell))),
      // A cycle that was planned and not done has a number and nothing else.
      time: (row) =>
        textOf(row.cells[0]) === '' ? Number.NaN : orNull(timeIn(row.cells[timeAt], seconds, decimal)),
    });
  }
  const perWell = /well|kavit/i.test(textOf(head.cells[0]));
  return perWell ? readWellTable(cycles) : readWellRows(cycles);
}

/** Wells as rows: times in a row of their own. */
function readWellRows({ sheet, at, plate, title, metadata }: Cycles): number {
  const { rows, decimal } = sheet;
  const table = plate.add({ signal: title, kind: 'kinetic', metadata });
  let times: readonly number[] = [];
  let next = at + 1;
  for (; next < rows.length; next++) {
    const row = rows[next];
    if (row === undefined) break;
    const first = textOf(row.cells[0]);
    const unit = timeRowWords.exec(first)?.[1];
    const well = parseWell(first);
    const known = unit !== undefined || well !== null || temperatureWords.test(first);
    if (isAfterGap(rows, next, at) && !known) break;
    if (unit !== undefined) times = row.cells.map((cell) => timeIn(cell, unitSeconds(unit), decimal));
    else if (temperatureWords.test(first))
      for (const cell of row.cells.slice(1)) table.measured(cell, decimal);
    else if (well !== null) {
      table.list(well);
      for (let c = 1; c < row.cells.length; c++)
        table.put(well, c - 1, readingOf(row.cells[c], decimal), times[c] ?? Number.NaN);
    } else if (first !== '' && !/\[/.test(first)) break;
  }
  return next;
}

/** One table a well, read at several points: the row of means is the signal, points and deviations are a scan. */
function readWellTable({ sheet, at, plate, title, metadata, scans }: Cycles): number {
  const { rows, decimal } = sheet;
  const table = plate.signal({ signal: title, kind: 'kinetic', metadata });
  const well = parseWell(textOf(rows[at + 1]?.cells[0]));
  let times: readonly number[] = [];
  let points = 0;
  let next = at + 2;
  const put = (to: SignalTable, cells: SheetRow['cells']): void => {
    for (let c = 1; c < cells.length && well !== null; c++)
      to.put(well, c - 1, readingOf(cells[c], decimal), times[c] ?? Number.NaN);
  };
  for (; next < rows.length; next++) {
    const row = rows[next];
    if (row === undefined) break;
    const first = textOf(row.cells[0]);
    if (cycleWords.test(first)) break;
    const unit = timeRowWords.exec(first)?.[1];
    const known = [temperatureWords, meanWords, pointWords, deviationWords].some((words) =>
      words.test(first),
    );
    if (isAfterGap(rows, next, at) && unit === undefined && !known) break;
    if (unit !== undefined) times = row.cells.map((cell) => timeIn(cell, unitSeconds(unit), decimal));
    if (temperatureWords.test(first)) for (const cell of row.cells.slice(1)) table.measured(cell, decimal);
    if (meanWords.test(first)) put(table, row.cells);
    const isPoint = pointWords.test(first);
    const deviates = deviationWords.test(first);
    if (isPoint) points++;
    if (!scans || (!isPoint && !deviates)) continue;
    const signal = `${title} ${isPoint ? `point ${first}` : first}`;
    put(plate.signal({ signal, kind: 'kinetic', calculated: deviates, metadata }), row.cells);
  }
  if (!scans && well !== null) plate.listScan({ signal: title, wells: 1, points });
  return next;
}

function unitIn(heading: string): number | null {
  const unit = timeRowWords.exec(heading)?.[1];
  return unit === undefined ? null : unitSeconds(unit);
}

function orNull(time: number): number | null {
  return Number.isNaN(time) ? null : time;
}
