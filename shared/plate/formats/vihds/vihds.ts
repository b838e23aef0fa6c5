import { pushAll } from '../../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../../base/problem.ts';
import { shortText } from '../../../base/short-text.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { cutOffIn, withoutCut } from '../../containers/cut-off.ts';
import {
  type DelimitedRow,
  delimitedLimits,
  parseDelimited,
  type Separator,
} from '../../containers/delimited.ts';
import { numberMark } from '../../containers/number-mark.ts';
import { baseName } from '../../containers/text.ts';
import { byMapping, notMine, type PlateFormat, type ReadOptions } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { cutOffProblem } from '../../tables/assemble.ts';
import { overruledTimeUnit } from '../../tables/time-problems.ts';
import { wellName } from '../../well.ts';
import { readColumns } from './columns.ts';
import { headerTitles, isMetadataHeader } from './header.ts';
import { readSignals } from './signals.ts';
import { readWellRows } from './wells.ts';

/**
 * The processed CSV of microsoft/vi-hds, made from BMG MARS exports: a header row, a row of times in hours, then a row a
 * well. Five metadata columns by position (device, colony, column, row, treatment; two are called `Content`), then the
 * signals' columns, one a cycle, signals in any order.
 *
 *     Content,Colony,Well Col,Well Row,Content,Raw Data (OD) 1 - 0 h,Raw Data (OD) 2 - 0 h 11 min
 *     ,,,,,0,0.194
 *     R33S32_Y81C76,,1,A,C6=25000,0.107,0.108
 */
export const vihds: PlateFormat = {
  id: 'vihds',
  title: 'vi-hds processed CSV',
  asks: ['timeUnit_s'],
  detect: ({ kind, text }) => {
    if (kind !== 'text' || text === null) return notMine;
    const why = `its header begins with ${headerTitles.join(',')}`;
    // A spreadsheet saves it with the separators of its country.
    return separatorOf(text) === null ? notMine : { confidence: 1, why };
  },
  read,
};

const usual = { unit_s: 3600, program: 'the published preprocessing' } as const;

/** No reader has so many channels; each signal has a curve of its own on every screen. */
const mostSignals = 1000;

function read(container: PlateContainer, options: ReadOptions): Outcome<PlateFile> {
  const { file } = container.source;
  const problems: Problem[] = [];
  const report = (code: string, line: number, message: string, remedy: string): Outcome<PlateFile> => {
    problems.push({ code, severity: 'error', message, remedy, place: { file, line } });
    return failure(problems);
  };
  const { text } = container;
  if (text === null) {
    return report(
      'plate.binary',
      1,
      'the file is binary, not text',
      'Give the exported CSV file, not a workbook.',
    );
  }
  const separator = separatorOf(text) ?? ',';
  const { rows: written, openQuote, tooLarge } = parseDelimited(text, separator);
  if (tooLarge !== null) {
    const { rows: most, cells, cell } = delimitedLimits;
    return report(
      'plate.tooLarge',
      tooLarge,
      `up to here the table has more than ${most} lines or ${cells} cells, or a cell of more than ${cell} characters`,
      'Give the export of one plate; check whether this is the right file.',
    );
  }
  const cutOff = cutOffIn(text, written);
  const rows = withoutCut(written, cutOff);
  const decimal = options.decimal ?? numberMark(rows, separator === ';' ? 'comma' : null).mark;
  if (openQuote !== null) {
    return report(
      'plate.quote',
      openQuote,
      'a quote is opened and never closed: the file is damaged there, or cut off',
      'Copy the file again from where it was exported to, or export it anew.',
    );
  }
  const begin = headerAt(written);
  const header = rows[begin];
  if (header === undefined) return report('plate.empty', 1, 'the file is empty', 'Export it again.');
  const wrong = wrongHeader(header);
  if (wrong !== null) return report(wrong.code, header.line, wrong.message, wrong.remedy);
  const times = rows[begin + 1];
  if (times === undefined) {
    return report('plate.truncated', header.line, 'the file ends after its header', 'Export it again.');
  }
  const [, , column = '', letters = ''] = times.cells;
  if (wellName(letters, column) !== null) {
    const remedy = `Export the table with its line of times; or say where its readings stand, and how far apart its cycles are: ${byMapping}.`;
    return report(
      'plate.noTimes',
      times.line,
      `the second line is well ${letters}${column}, not the times`,
      remedy,
    );
  }
  const numbers = { decimal, time_s: options.timeUnit_s ?? usual.unit_s };
  const columns = readColumns(file, header, times, rows.slice(begin + 2), numbers);
  const wells = readWellRows(file, header, rows.slice(begin + 2));
  pushAll(problems, columns.problems);
  pushAll(problems, wells.problems);
  if (hasError(problems)) return failure(problems);
  if (columns.signals.length > mostSignals) {
    return report(
      'plate.tooLarge',
      header.line,
      `the table has ${columns.signals.length} signals, more than ${mostSignals}`,
      `Where each column has a title of its own, say which readings belong together: ${byMapping}.`,
    );
  }
  const cells = wells.wells.length * columns.signals.reduce((sum, signal) => sum + signal.columns.length, 0);
  if (cells > delimitedLimits.cells) {
    return report(
      'plate.tooLarge',
      header.line,
      `the table has ${cells} readings, more than ${delimitedLimits.cells}`,
      'Export one plate to a file.',
    );
  }
  const signals = readSignals(file, columns.signals, wells, decimal);
  pushAll(problems, signals.problems);
  if (hasError(problems)) return failure(problems);
  if (cutOff !== null) problems.push(cutOffProblem(file, cutOff));
  if (options.timeUnit_s !== undefined && options.timeUnit_s !== usual.unit_s)
    problems.push(overruledTimeUnit(file, usual, options.timeUnit_s));
  const run = { plate: baseName(file), wells: wells.wells, signals: signals.signals };
  return success(
    { file, format: vihds.id, confidence: vihds.detect(container).confidence, runs: [run], problems },
    problems,
  );
}

interface WrongHeader {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

function wrongHeader(header: DelimitedRow): WrongHeader | null {
  if (isMetadataHeader(header.cells)) return null;
  const whole = header.cells.join(',');
  return {
    code: 'plate.header',
    message: `the first columns are “${shortText(whole, 60)}”, not “${headerTitles.join(',')}”`,
    remedy: `Leave --format out, so that the file is recognised by itself; or say where its readings stand: ${byMapping}.`,
  };
}

/** Characters in which the metadata's names stand, whatever follows them. */
const namesWithin = 1000;

/** Of the header; null: it does not begin with the metadata's names. */
function separatorOf(text: string): Separator | null {
  const head = text
    .slice(0, 10 * namesWithin)
    .trimStart()
    .slice(0, namesWithin);
  const all = [',', ';', '\t'] as const;
  return all.find((one) => hasHeader(parseDelimited(head, one).rows)) ?? null;
}

function hasHeader(rows: readonly DelimitedRow[]): boolean {
  return isMetadataHeader(rows[headerAt(rows)]?.cells ?? []);
}

/** Index of the header, which notes of people may stand above, a cell a line; 0 where it is not there. */
function headerAt(rows: readonly DelimitedRow[]): number {
  const at = rows.findIndex(({ cells }) => cells.filter((cell) => cell.trim() !== '').length > 1);
  return isMetadataHeader(rows[at]?.cells ?? []) ? at : 0;
}
