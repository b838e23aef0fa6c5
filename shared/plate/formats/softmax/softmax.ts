import { largest } from '../../../base/lists.ts';
import type { Outcome, Problem } from '../../../base/problem.ts';
import { isBlank, type Sheet, type SheetRow, textOf } from '../../containers/cell.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { parseDuration } from '../../duration.ts';
import { notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import { metadataOf } from '../../metadata.ts';
import type { NumberMark } from '../../number.ts';
import type { PlateFile, SignalKind } from '../../plate-run.ts';
import { minuteClock_s } from '../../short-clock.ts';
import { assemble } from '../../tables/assemble.ts';
import { PlateBuilder, type PlateParts } from '../../tables/plate-builder.ts';
import { readingOf } from '../../tables/reading.ts';
import { filledIn } from '../../tables/row-shape.ts';
import type { SignalTable } from '../../tables/signal-table.ts';
import { endsAt } from '../../tables/table-end.ts';
import { isAfterGap, wellColumns } from '../../tables/well-columns.ts';
import { rowLetters, wellName } from '../../well.ts';
import { groupName, readGroup } from './group.ts';
import { type SectionHead, sectionHead, signalNames } from './section.ts';

/**
 * Molecular Devices SoftMax Pro: sections `Plate:`, `Group:`, `Note:`, each to `~End`, of which the plates are read. TimeFormat has a
 * row a time and wells as columns; PlateFormat a matrix a time, wavelengths side by side. After the raw readings come reduced
 * copies of them, which are left.
 */
export const softmax: PlateFormat = {
  id: 'softmax',
  title: 'Molecular Devices SoftMax Pro',
  detect: ({ sheets }) => {
    for (const { rows } of sheets) {
      const first = rows[0];
      if (first !== undefined && /^##BLOCKS\s*=/.test(textOf(first.cells[0])))
        return { confidence: 1, why: 'it begins with ##BLOCKS=' };
      const plate = rows.find((row) => sectionHead(row) !== null && row.cells.length > 8);
      if (plate !== undefined)
        return { confidence: 0.9, why: `line ${plate.line} begins a section “Plate:”` };
    }
    return notMine;
  },
  read,
};

function read(container: PlateContainer, { scans = false }: ReadOptions): Outcome<PlateFile> {
  const builder = new PlateBuilder();
  const problems: Problem[] = [];
  let last: PlateParts | null = null;
  for (const sheet of container.sheets) {
    for (let at = 0; at < sheet.rows.length; at++) {
      const row = sheet.rows[at];
      if (row === undefined) continue;
      const group = groupName(row);
      if (group !== null && last !== null) readGroup(sheet, at + 1, group, last);
      const head = sectionHead(row);
      if (head === null) continue;
      const plate = builder.plate(builder.freeName(head.name));
      last = plate;
      // A scan is read into a plate of its own first, for its points to be counted.
      if (kindOf(head) === 'scan' && !scans) {
        listScan(sheet, at + 1, head, plate);
        continue;
      }
      if (head.layout === 'TimeFormat') readTimes(sheet, at + 1, head, plate);
      else {
        const counts = readPlates(sheet, at + 1, head, plate);
        const uneven = unevenRows(container.source.file, row?.line ?? 1, counts);
        if (uneven !== null) problems.push(uneven);
        const untimed =
          kindOf(head) === 'kinetic' ? untimedPlate(container.source.file, sheet, at + 2) : null;
        if (untimed !== null) problems.push(untimed);
      }
    }
  }
  const { confidence } = softmax.detect(container);
  const { id: format, title } = softmax;
  return assemble({ container, format, title, confidence, builder, problems });
}

/** null: the plate has the same number of rows each time. */
function unevenRows(file: string, line: number, counts: readonly number[]): Problem | null {
  const most = largest(counts, 0);
  const cycle = counts.findIndex((count) => count !== counts[0]);
  if (cycle === -1 || most === 0) return null;
  const message = `the plate has ${counts[0]} rows at cycle 1 and ${counts[cycle]} at cycle ${cycle + 1}: rows have no names here, so that readings of that cycle may be of other wells`;
  const remedy = 'Compare them with SoftMax Pro; export the run anew if the file is a copy.';
  return { code: 'plate.rows', severity: 'warning', message, remedy, place: { file, line } };
}

/** A plate of a run whose time cannot be read, which ends the run for the reader; null: there is none. */
function untimedPlate(file: string, { rows }: Sheet, from: number): Problem | null {
  for (const row of rows.slice(from)) {
    if (isEnd(row)) return null;
    const begin = textOf(row.cells[0]);
    if (begin === '' || !Number.isNaN(timeOf(row))) continue;
    const message = `the plate in line ${row.line} has the time “${begin.slice(0, 40)}”, which cannot be read: it and the plates after it are left out`;
    const remedy = 'Look at that line; export the run once more where it is not what the instrument wrote.';
    return { code: 'time.unreadable', severity: 'warning', message, remedy, place: { file, line: row.line } };
  }
  return null;
}

function kindOf({ read }: SectionHead): SignalKind {
  if (/kinetic/i.test(read)) return 'kinetic';
  return /spectrum/i.test(read) ? 'spectrum' : /scan/i.test(read) ? 'scan' : 'endpoint';
}

/** Whether its rows follow each other in time, or in place. */
function isSerial(head: SectionHead): boolean {
  return kindOf(head) === 'kinetic' || kindOf(head) === 'scan';
}

function tables(head: SectionHead, count: number, plate: PlateParts): readonly SignalTable[] {
  const { mode, wavelengths, excitations, gain } = head;
  return signalNames(head, count).map((signal, n) => {
    const excitation = excitations[n];
    const metadata = metadataOf([
      ['software', 'SoftMax Pro'],
      ['mode', mode],
      ['excitation', excitation],
      [excitation === undefined ? 'wavelength' : 'emission', wavelengths[n] ?? wavelengths[0]],
      ['gain', gain],
    ]);
    return plate.add({ signal, kind: kindOf(head), metadata });
  });
}

/** Rows of times, or of wavelengths: one reading for several wavelengths of an endpoint. */
function readTimes(sheet: Sheet, from: number, head: SectionHead, plate: PlateParts): void {
  const { rows, decimal } = sheet;
  const names = rows[from];
  if (names === undefined) return;
  const columns = wellColumns(names);
  const lines: SheetRow[] = [];
  for (let at = from + 1; at < rows.length; at++) {
    const row = rows[at];
    // Wavelengths of an endpoint are a blank row apart; a kinetic's end with one, and its reduced numbers follow.
    const ends = row === undefined || isEnd(row) || wellColumns(row).length > 0;
    if (ends || (isSerial(head) && endsAt(rows, at, from + 1))) break;
    lines.push(row);
  }
  const serial = isSerial(head);
  const parts = serial ? tables(head, 1, plate) : tables(head, lines.length, plate);
  lines.forEach((row, n) => {
    const table = serial ? parts[0] : parts[n];
    const time = kindOf(head) === 'kinetic' ? timeOf(row, decimal) : Number.NaN;
    table?.measured(row.cells[1], decimal);
    for (const { column, well } of columns)
      table?.put(well, serial ? n : 0, readingOf(row.cells[column], decimal), time);
  });
}

/** A well scan's points and wells, without their readings. */
function listScan(sheet: Sheet, from: number, head: SectionHead, plate: PlateParts): void {
  const all = new PlateBuilder().plate(head.name);
  if (head.layout === 'TimeFormat') readTimes(sheet, from, head, all);
  else readPlates(sheet, from, head, all);
  for (const signal of all.build()?.signals ?? []) {
    const wells = new Set(all.signals.find(({ options }) => options.signal === signal.signal)?.wells).size;
    plate.listScan({ signal: signal.signal, wells, points: signal.values.length / Math.max(1, wells) });
  }
}

/** Columns of one wavelength. */
interface Group {
  /** Of the sheet. */
  readonly from: number;
  /** Columns of the plate, [column of the group]. */
  readonly numbers: readonly number[];
}

/** Rows of the plate at each time, which all have the same number: they have no names, and what is wrong shifts all below. */
function readPlates(sheet: Sheet, from: number, head: SectionHead, plate: PlateParts): readonly number[] {
  const { rows, decimal } = sheet;
  const names = rows[from];
  if (names === undefined) return [];
  const groups = groupsOf(names);
  const parts = tables(head, groups.length, plate);
  const kinetic = kindOf(head) === 'kinetic';
  let cycle = -1;
  let letter = -1;
  let time = Number.NaN;
  let last = Number.NEGATIVE_INFINITY;
  const rowsOf: number[] = [];
  for (let at = from + 1; at < rows.length; at++) {
    const row = rows[at];
    if (row === undefined || isEnd(row)) break;
    const begins = kinetic ? !isBlank(row.cells[0]) : cycle === -1;
    if (begins) {
      time = kinetic ? timeOf(row, decimal) : Number.NaN;
      // The reduced copy tells the same times again.
      if (kinetic && !(time > last)) break;
      last = time;
      cycle++;
      letter = -1;
      for (const table of parts) table.measured(row.cells[1], decimal);
    } else if (groupsOf(row).length > 0 && isHeader(row)) break;
    if (cycle === -1) continue;
    // What follows a plate has a header of its own; a blank row within one ends nothing.
    if (!kinetic && isAfterGap(rows, at, from + 1) && filledIn(row) < filledIn(rows[at - 1] ?? row) / 2)
      break;
    letter++;
    rowsOf[cycle] = letter + 1;
    groups.forEach(({ from: column, numbers }, g) => {
      numbers.forEach((number, index) => {
        const well = wellName(rowLetters(letter), String(number));
        if (well !== null) parts[g]?.put(well, cycle, readingOf(row.cells[column + index], decimal), time);
      });
    });
  }
  return rowsOf;
}

/** Runs of column numbers in a header; an empty column parts them. */
function groupsOf({ cells }: SheetRow): readonly Group[] {
  const groups: { from: number; numbers: number[] }[] = [];
  for (let column = 1; column < cells.length; column++) {
    const text = textOf(cells[column]);
    if (!/^\d{1,2}$/.test(text)) continue;
    const group = groups.at(-1);
    const continues =
      group !== undefined &&
      column === group.from + group.numbers.length &&
      Number(text) > (group.numbers.at(-1) ?? 0);
    if (continues) group.numbers.push(Number(text));
    else groups.push({ from: column, numbers: [Number(text)] });
  }
  return groups;
}

function isHeader(row: SheetRow): boolean {
  const numbers = groupsOf(row)[0]?.numbers ?? [];
  return (
    numbers.length > 1 &&
    numbers.every((number, index) => number === (numbers[0] ?? 0) + index) &&
    isBlank(row.cells[0]) &&
    isBlank(row.cells[1])
  );
}

/** Seconds; NaN: none. SoftMax Pro leaves the hours out as long as there are none: `0:20` is m:ss. */
function timeOf({ cells }: SheetRow, decimal?: NumberMark): number {
  return parseDuration(cells[0], minuteClock_s, decimal);
}

function isEnd({ cells }: SheetRow): boolean {
  return /^~End/.test(textOf(cells[0]));
}
