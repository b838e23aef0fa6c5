import { pushAll } from '../../base/lists.ts';
import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { PlateContainer } from '../containers/container.ts';
import { fewProblems } from '../few-problems.ts';
import type { PlateFile, PlateRun, PlateSignal } from '../plate-run.ts';
import type { PlateBuilder } from './plate-builder.ts';
import { tokenClass } from './reading.ts';

export interface Assembled {
  readonly container: PlateContainer;
  /** The format's id and name. */
  readonly format: string;
  readonly title: string;
  readonly confidence: number;
  readonly builder: PlateBuilder;
  readonly problems?: readonly Problem[];
}

/** A read file, with what is to be said of its words and times; without any reading it says that it only looks like one. */
export function assemble({
  container,
  format,
  title,
  confidence,
  builder,
  problems = [],
}: Assembled): Outcome<PlateFile> {
  const { file } = container.source;
  const runs = builder.runs();
  const found: Problem[] = [...problems];
  if (container.tooLarge !== null) {
    found.push({
      code: 'plate.tooLarge',
      severity: 'error',
      message: 'the text holds more rows and cells than any table of readings',
      remedy: 'Check whether it is the right file; export one run to a file.',
      place: { file, line: container.tooLarge },
    });
    return failure(found);
  }
  if (runs.length === 0) {
    found.push({
      code: 'plate.noData',
      severity: 'error',
      message: `this looks like ${title}, but no table of readings was found in it`,
      remedy:
        'Look whether the export was told to include the raw readings, and export it once more with them.',
      place: { file },
    });
    return failure(found);
  }
  pushAll(found, twiceProblems(file, builder));
  for (const run of runs) {
    for (const signal of run.signals) {
      pushAll(found, tokenProblems(file, run, signal));
      pushAll(found, orderProblems(file, run, signal));
    }
  }
  const listed = fewProblems(found);
  return success({ file, format, confidence, runs, problems: listed }, listed);
}

function twiceProblems(file: string, builder: PlateBuilder): readonly Problem[] {
  return builder.twice().map(({ plate, table }): Problem => {
    const { well = '', cycle = 0, count = 0 } = table.twice ?? {};
    const { signal } = table.options;
    const message = `${plate}, ${signal}: ${count} readings are given twice with different values, last well ${well}, cycle ${cycle + 1}; the first ones are kept`;
    const remedy = 'Look at the file there: lines may stand in it twice, or two plates under one name.';
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
  const remedy =
    'Nothing is to be done: words are kept as written, saturated readings count as above the largest one, the others as missing.';
  return [{ code: 'plate.tokens', severity: 'warning', message, remedy, place: { file, where: signal } }];
}

/** A run's times rise; where they do not, the file is not what it seems. */
function orderProblems(file: string, run: PlateRun, { signal, time_s }: PlateSignal): readonly Problem[] {
  if (time_s === null) return [];
  for (let c = 1; c < time_s.length; c++) {
    const [before = Number.NaN, now = Number.NaN] = [time_s[c - 1], time_s[c]];
    if (!(now <= before)) continue;
    const message = `${run.plate}, ${signal}: the time of cycle ${c + 1} (${now} s) is not after that of cycle ${c} (${before} s)`;
    const remedy =
      'Check whether the run was stopped and started again; its parts may be in files of their own.';
    return [
      { code: 'plate.timeOrder', severity: 'warning', message, remedy, place: { file, where: signal } },
    ];
  }
  return [];
}
