import { pushAll } from '../../base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { PlateContainer } from '../containers/container.ts';
import type { CutOff } from '../containers/cut-off.ts';
import { doubledLine } from '../containers/doubled-line.ts';
import type { AmbiguousNumber } from '../containers/number-mark.ts';
import type { OverruledMark } from '../containers/text-sheet.ts';
import { fewProblems } from '../few-problems.ts';
import { hasDecimalComma, mayBeThousands } from '../number.ts';
import type { PlateFile, PlateRun, PlateSignal } from '../plate-run.ts';
import { oddRows } from './odd-rows.ts';
import type { PlateBuilder } from './plate-builder.ts';
import { tokenClass } from './reading.ts';
import { untimedReadings } from './time-problems.ts';
import { unreadRows } from './unread-rows.ts';

export interface Assembled {
  readonly container: PlateContainer;
  /** The format's id and name. */
  readonly format: string;
  readonly title: string;
  readonly confidence: number;
  readonly builder: PlateBuilder;
  readonly problems?: readonly Problem[];
  /** People said where the tables end: what lies beyond is not meant. Left out: the reader found it. */
  readonly endIsStated?: boolean;
}

/** A read file, with what is to be said of its words and times; without any reading it says that it only looks like one. */
export function assemble({
  container,
  format,
  title,
  confidence,
  builder,
  problems = [],
  endIsStated = false,
}: Assembled): Outcome<PlateFile> {
  const { file } = container.source;
  const runs = builder.runs();
  const found: Problem[] = [...problems];
  if (container.tooLarge !== null) {
    found.push({
      code: 'plate.tooLarge',
      severity: 'error',
      message: 'the text holds more rows and cells, or longer cells, than any table of readings',
      remedy: 'Check whether it is the right file; export one run to a file.',
      place: { file, line: container.tooLarge },
    });
    return failure(found);
  }
  const unreadable = found.filter(({ code }) => code === 'time.unreadable');
  // What is known to be there and cannot be read says more.
  if (runs.length === 0 && unreadable.length > 0)
    return failure(unreadable.map((problem) => ({ ...problem, severity: 'error' })));
  if (runs.length === 0) {
    found.push({
      code: 'plate.noData',
      severity: 'error',
      message: `this looks like ${title}, but no table of readings was found in it`,
      remedy:
        'Look whether the export was told to include the raw readings, and export it once more with them.',
      place: { file },
    });
    // Where nothing was read no answer was of use, which says nothing.
    return failure(found.filter(({ code }) => code !== 'plate.unusedAnswer'));
  }
  pushAll(found, doubledProblems(container));
  if (container.cutOff !== null) found.push(cutOffProblem(file, container.cutOff));
  if (container.comma !== null) found.push(commaProblem(file, container.comma));
  if (container.overruled !== null) found.push(overruledMark(file, container.overruled));
  pushAll(found, twiceProblems(file, builder));
  pushAll(found, oddRows(container));
  if (!endIsStated) pushAll(found, unreadRows(container, runs));
  for (const run of runs) {
    for (const signal of run.signals) {
      pushAll(found, tokenProblems(file, run, signal));
      const untimed = untimedReadings(file, run, signal);
      if (untimed !== null) found.push(untimed);
      pushAll(found, orderProblems(file, run, signal));
    }
  }
  const listed = fewProblems(found);
  return success({ file, format, confidence, runs, problems: listed }, listed);
}

/** Of a text that breaks off. */
export function cutOffProblem(file: string, { line, cell, certain }: CutOff): Problem {
  const message = certain
    ? `the file breaks off in the middle of a line, after “${cell}”: this reading is left out, and what came after it is not there`
    : `the file ends without a line end, after “${cell}”: if it was cut off there, this reading is wrong`;
  const remedy = 'Copy the file again from where it was exported to, or export it anew.';
  return { code: 'plate.cutOff', severity: 'warning', message, remedy, place: { file, line } };
}

function commaProblem(file: string, { line, cell }: AmbiguousNumber): Problem {
  const message = `numbers like “${cell}” may be ${cell.replace(',', '.')} or ${cell.replace(/[.,]/, '')}, and nothing in the file tells which: they are left out`;
  const remedy = 'Say which mark parts decimals: --decimal comma, or --decimal point.';
  const inWindow = 'Export the run once more without marks between thousands.';
  return { code: 'plate.comma', severity: 'warning', message, remedy, inWindow, place: { file, line } };
}

/** Of a text whose numbers are mostly written with the other mark than was answered. */
function overruledMark(file: string, { line, cell, mark }: OverruledMark): Problem {
  const [own, other] = mark === 'comma' ? ['comma', 'point'] : ['point', 'comma'];
  const message = `most numbers of the file are written with a decimal ${own}, and were read with a decimal ${other}, as was answered: numbers like “${cell}” come out otherwise, by a factor of 1000 or as words`;
  const remedy = `If that is not meant, give this file by itself, with --decimal ${own}.`;
  return { code: 'plate.overruledDecimal', severity: 'warning', message, remedy, place: { file, line } };
}

/** Tables in which a row stands twice: where rows have no names, all below it would be taken for others. */
function doubledProblems({ source: { file }, sheets }: PlateContainer): readonly Problem[] {
  return sheets.flatMap(({ name, rows }): readonly Problem[] => {
    const line = doubledLine(rows);
    if (line === null) return [];
    const message = `line ${line} says the same as line ${line - 1}, cell by cell: if it stands there twice, readings below it may be of other wells or times`;
    const remedy =
      'Compare the readings around it with the instrument’s program; export the run anew if it is a copy.';
    const place = { file, line, ...(name !== null && { where: name }) };
    return [{ code: 'plate.lineTwice', severity: 'warning', message, remedy, place }];
  });
}

function twiceProblems(file: string, builder: PlateBuilder): readonly Problem[] {
  return builder.twice().map(({ plate, table }): Problem => {
    const { well = '', cycle = 0, count = 0 } = table.twice ?? {};
    const { signal } = table.options;
    const message = `${plate}, ${signal}: ${count} readings are given twice with different values, last well ${well}, cycle ${cycle + 1}; the first ones are kept`;
    const remedy =
      'Compare them with the instrument’s program; where two plates have one name, export each to a file of its own.';
    return { code: 'plate.twice', severity: 'warning', message, remedy, place: { file, where: signal } };
  });
}

function tokenProblems(
  file: string,
  run: PlateRun,
  { signal, tokens, values }: PlateSignal,
): readonly Problem[] {
  if (tokens.size === 0) return [];
  const counts = new Map<string, number>();
  for (const token of tokens.values()) counts.set(token, (counts.get(token) ?? 0) + 1);
  const words = [...counts].sort((a, b) => b[1] - a[1]);
  const listed = words.slice(0, 5).map(([word, count]) => `${count} x ${word} (${tokenClass(word)})`);
  const more = words.length > 5 ? `, and ${words.length - 5} other words` : '';
  const [at = 0] = tokens.keys();
  const cycles = values.length / run.wells.length;
  const where = `${run.wells[Math.floor(at / cycles)]?.well ?? ''}, cycle ${(at % cycles) + 1}`;
  const message = `${run.plate}, ${signal}: ${tokens.size} cells hold a word, no number: ${listed.join(', ')}${more}; the first is well ${where}`;
  const remedy = wordRemedy(words, values.length - tokens.size);
  return [{ code: 'plate.tokens', severity: 'warning', message, remedy, place: { file, where: signal } }];
}

/** @param numbers most that the signal has beside the words. */
function wordRemedy(words: readonly (readonly [string, number])[], numbers: number): string {
  const count = (test: (word: string) => boolean): number =>
    words.reduce((sum, [word, times]) => sum + (test(word) ? times : 0), 0);
  const [commas, thousands] = [count(hasDecimalComma), count((word) => mayBeThousands(word, 'comma'))];
  if (commas > numbers)
    return 'If their commas are decimal marks, say so, and all are read: --decimal comma.';
  if (commas > 0)
    return 'Most numbers of the file have points. Look at those cells, and export the run anew with one mark; or say which mark parts decimals: --decimal comma, or --decimal point.';
  if (thousands > 0) return 'Say which mark parts decimals: --decimal comma, or --decimal point.';
  return count((word) => tokenClass(word) === 'unknown' && /^[-+\d.,\s'’]+$/.test(word)) > 0
    ? 'Some look like numbers written in no known way. Look at those cells; export the run anew without marks between thousands.'
    : 'Nothing is to be done: words are kept as written, saturated readings count as above the largest one, the others as missing.';
}

/** A run's times rise in every well; where they do not, the file is not what it seems. */
function orderProblems(file: string, run: PlateRun, signal: PlateSignal): readonly Problem[] {
  const fall = firstFall(run, signal);
  if (fall === null) return [];
  const { well, cycle, before, now } = fall;
  const where = well === null ? '' : `, well ${well}`;
  const message = `${run.plate}, ${signal.signal}${where}: the time of cycle ${cycle + 1} (${now} s) is not after that of cycle ${cycle} (${before} s)`;
  const remedy =
    'If the run was stopped and started again, export its parts to files of their own: they are joined by their starts; if not, copy or export the file anew.';
  const place = { file, where: signal.signal };
  return [{ code: 'plate.timeOrder', severity: 'warning', message, remedy, place }];
}

interface Fall {
  /** null: all wells have these times. */
  readonly well: string | null;
  readonly cycle: number;
  readonly before: number;
  readonly now: number;
}

function firstFall({ wells }: PlateRun, { time_s, wellTimes_s, values }: PlateSignal): Fall | null {
  if (time_s === null) return null;
  const cycles = values.length / Math.max(1, wells.length);
  const fallIn = (times: Float64Array, well: string | null): Fall | null => {
    let before = Number.NEGATIVE_INFINITY;
    for (const [cycle, now] of times.entries()) {
      if (Number.isNaN(now)) continue;
      if (now <= before) return { well, cycle, before, now };
      before = now;
    }
    return null;
  };
  if (wellTimes_s === undefined) return fallIn(time_s, null);
  for (const [w, { well }] of wells.entries()) {
    const fall = fallIn(wellTimes_s.subarray(w * cycles, (w + 1) * cycles), well);
    if (fall !== null) return fall;
  }
  return null;
}
