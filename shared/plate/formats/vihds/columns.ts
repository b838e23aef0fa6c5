import type { Problem } from '../../../base/problem.ts';
import { shortText } from '../../../base/short-text.ts';
import type { DelimitedRow } from '../../containers/delimited.ts';
import { fewProblems } from '../../few-problems.ts';
import { byMapping } from '../../format.ts';
import type { NumberMark } from '../../number.ts';
import { hasDecimalComma, parseNumberWith } from '../../number.ts';
import { headerTitles, titleOfColumn } from './header.ts';

/** A signal's place in the table. */
export interface SignalColumns {
  readonly signal: string;
  /** [cycle] -> index of the cell in a row. */
  readonly columns: readonly number[];
  /** [cycle], seconds: the file's decimal hours x 3600; dividing by 3600 gives them back to the last bit but one. */
  readonly time_s: Float64Array;
}

/** How numbers are written. */
export interface WrittenNumbers {
  readonly decimal: NumberMark;
  /** Seconds of one unit of its times: hours, unless another is answered. */
  readonly time_s: number;
}

/** Signals in the order of their first column, each with its own times; a title's occurrences in order are its cycles. */
export function readColumns(
  file: string,
  header: DelimitedRow,
  times: DelimitedRow,
  body: readonly DelimitedRow[],
  numbers: WrittenNumbers,
): { readonly signals: readonly SignalColumns[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const columnsOf = new Map<string, number[]>();
  for (let column = headerTitles.length; column < header.cells.length; column += 1) {
    const title = titleOfColumn(header.cells[column] ?? '');
    if (title !== '') {
      const columns = columnsOf.get(title);
      if (columns === undefined) columnsOf.set(title, [column]);
      else columns.push(column);
    } else if (body.some((row) => (row.cells[column] ?? '').trim() !== '')) {
      problems.push({
        code: 'plate.untitled',
        severity: 'warning',
        message: `column ${column + 1} has no title; its cells are not read`,
        remedy: `If it holds readings, say of which signal: ${byMapping}.`,
        place: { file, line: header.line, where: `field ${column + 1}` },
      });
    }
  }
  if (columnsOf.size === 0) {
    problems.push({
      code: 'plate.noSignals',
      severity: 'error',
      message: `the header names no signal after its ${headerTitles.length} metadata columns`,
      remedy: 'Give the file that holds the readings, one column a signal and cycle.',
      place: { file, line: header.line },
    });
  }
  const signals: SignalColumns[] = [];
  for (const [signal, columns] of columnsOf) {
    signals.push({ signal, columns, time_s: readTimes(file, signal, columns, times, numbers, problems) });
  }
  return { signals, problems: fewProblems(problems) };
}

/** Only the first bad time of a signal is reported: where one is wrong, all that follow mostly are. */
function readTimes(
  file: string,
  signal: string,
  columns: readonly number[],
  row: DelimitedRow,
  { decimal, time_s: unit }: WrittenNumbers,
  problems: Problem[],
): Float64Array {
  const time_s = new Float64Array(columns.length);
  let bad = false;
  let previous = Number.NEGATIVE_INFINITY;
  columns.forEach((column, cycle) => {
    const cell = row.cells[column] ?? '';
    const hours = parseNumberWith(cell, decimal);
    time_s[cycle] = hours * unit;
    if (bad) return;
    const place = {
      file,
      line: row.line,
      where: `signal ${signal}, cycle ${cycle + 1} (field ${column + 1})`,
    };
    if (Number.isNaN(hours)) {
      bad = true;
      const comma = hasDecimalComma(cell);
      const shown = cell.trim() === '' ? 'empty' : `“${shortText(cell.trim(), 24)}”`;
      const remedy = comma
        ? 'Say how its numbers are written: --decimal comma.'
        : `Copy or export the table anew; or say how far apart its cycles are: ${byMapping}.`;
      const code = comma ? 'plate.decimalComma' : 'plate.time';
      problems.push({
        code,
        severity: 'error',
        message: `the time is ${shown}, not a number`,
        remedy,
        place,
      });
    } else if (hours < previous) {
      bad = true;
      problems.push({
        code: 'plate.timeOrder',
        severity: 'error',
        message: `the time goes back from ${previous} to ${hours}`,
        remedy: `Where two runs stand side by side, read each by itself: ${byMapping}.`,
        place,
      });
    } else if (hours === previous) {
      problems.push({
        code: 'plate.repeatedTime',
        severity: 'warning',
        message: `the time ${hours} stands at cycle ${cycle} and again at cycle ${cycle + 1}`,
        remedy: 'Check the export; both readings are kept.',
        place,
      });
    }
    previous = hours;
  });
  return time_s;
}
