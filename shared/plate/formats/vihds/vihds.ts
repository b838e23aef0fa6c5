import { pushAll } from '../../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../../base/problem.ts';
import { shortText } from '../../../base/short-text.ts';
import type { PlateContainer } from '../../containers/container.ts';
import { cutOffIn, withoutCut } from '../../containers/cut-off.ts';
import { type DelimitedRow, delimitedLimits, parseDelimited } from '../../containers/delimited.ts';
import { baseName } from '../../containers/text.ts';
import { notMine, type PlateFormat } from '../../format.ts';
import type { PlateFile } from '../../plate-run.ts';
import { cutOffProblem } from '../../tables/assemble.ts';
import { wellName } from '../../well.ts';
import { readColumns } from './columns.ts';
import { isMetadataHeader, metadataNames } from './header.ts';
import { readSignals } from './signals.ts';
import { readWells } from './wells.ts';

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
  detect: ({ kind, text }) => {
    if (kind !== 'text' || text === null) return notMine;
    const first = text.trimStart().split(/[\r\n]/, 1)[0] ?? '';
    const hasHeader = (separator: ',' | ';' | '\t') =>
      isMetadataHeader(parseDelimited(first, separator).rows[0]?.cells ?? []);
    const why = `its header begins with ${metadataNames.join(',')}`;
    if (hasHeader(',')) return { confidence: 1, why };
    // Saved again by a spreadsheet with another separator: recognised, so that `read` can say what to do.
    return hasHeader(';') || hasHeader('\t') ? { confidence: 0.8, why } : notMine;
  },
  read,
};

/** No reader has so many channels; each signal has a curve of its own on every screen. */
const mostSignals = 1000;

function read(container: PlateContainer): Outcome<PlateFile> {
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
  const { rows: written, openQuote, tooLarge } = parseDelimited(text, ',');
  const cutOff = cutOffIn(text, written);
  const rows = withoutCut(written, cutOff);
  if (tooLarge !== null) {
    const { rows: most, cells } = delimitedLimits;
    return report(
      'plate.tooLarge',
      tooLarge,
      `up to here the table has more than ${most} lines or ${cells} cells`,
      'Give the export of one plate; check whether this is the right file.',
    );
  }
  if (openQuote !== null) {
    return report(
      'plate.quote',
      openQuote,
      'a quote is opened and never closed',
      'Close the quote or remove it.',
    );
  }
  const header = rows[0];
  if (header === undefined) return report('plate.empty', 1, 'the file is empty', 'Export it again.');
  const wrong = wrongHeader(header);
  if (wrong !== null) return report(wrong.code, header.line, wrong.message, wrong.remedy);
  const times = rows[1];
  if (times === undefined) {
    return report('plate.truncated', header.line, 'the file ends after its header', 'Export it again.');
  }
  const [, , column = '', letters = ''] = times.cells;
  if (wellName(letters, column) !== null) {
    const remedy = 'Put a line with the times in hours under the header, its first five cells empty.';
    return report(
      'plate.noTimes',
      times.line,
      `the second line is well ${letters}${column}, not the times`,
      remedy,
    );
  }
  const columns = readColumns(file, header, times, rows.slice(2));
  const wells = readWells(file, header, rows.slice(2));
  pushAll(problems, columns.problems);
  pushAll(problems, wells.problems);
  if (hasError(problems)) return failure(problems);
  if (columns.signals.length > mostSignals) {
    return report(
      'plate.tooLarge',
      header.line,
      `the table has ${columns.signals.length} signals, more than ${mostSignals}`,
      'Give every reading of a signal the same title, with its number and time behind it: “OD 1 - 0 h”.',
    );
  }
  const cells = wells.wells.length * columns.signals.reduce((sum, signal) => sum + signal.columns.length, 0);
  if (cells > delimitedLimits.cells) {
    return report(
      'plate.tooLarge',
      header.line,
      `the table has ${cells} readings, more than ${delimitedLimits.cells}`,
      'Split it.',
    );
  }
  const signals = readSignals(file, columns.signals, wells.wells, wells.rows);
  pushAll(problems, signals.problems);
  if (hasError(problems)) return failure(problems);
  if (cutOff !== null) problems.push(cutOffProblem(file, cutOff));
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
  for (const [separator, name] of [[';', 'semicolons'] as const, ['\t', 'tabs'] as const]) {
    if (!isMetadataHeader(whole.split(separator))) continue;
    return {
      code: 'plate.separator',
      message: `cells are separated by ${name}, not by commas`,
      remedy: 'Save the table as CSV with commas between cells and decimal points in numbers.',
    };
  }
  return {
    code: 'plate.header',
    message: `the first columns are “${shortText(whole, 60)}”, not “${metadataNames.join(',')}”`,
    remedy: `Begin the header with ${metadataNames.join(',')}.`,
  };
}
