import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem, type Problem } from '../../../../shared/base/problem.ts';
import { withChecks } from '../../../../shared/plate/checks/check-file.ts';
import { outlyingReadings } from '../../../../shared/plate/checks/outlying-readings.ts';
import type { PlateFile, PlateSignal } from '../../../../shared/plate/plate-run.ts';
import { readPlateText } from '../../../../shared/plate/read-plate-file.ts';

const examples = new URL('../../../../resources/examples/vi-hds/', import.meta.url);
const published = readdirSync(examples)
  .filter((name) => name.endsWith('.csv'))
  .map((file): PlateFile => {
    const read = readPlateText({ file, bytes: readFileSync(new URL(file, examples)) });
    if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
    return read.value;
  });

/** One signal of wells of equal length, a reading every half hour. */
function signalOf(...wells: readonly (readonly number[])[]): PlateSignal {
  return {
    signal: 'GFP',
    unit: null,
    calculated: false,
    time_s: Float64Array.from(wells[0] ?? [], (_, n) => n * 1800),
    values: Float64Array.from(wells.flat()),
    tokens: new Map(),
  };
}
const found = (...wells: readonly (readonly number[])[]) =>
  outlyingReadings(signalOf(...wells), wells.length).map(({ well, cycle }) => [well, cycle]);

/** A culture with noise of 2 % and a floor, from a lag to the plateau. */
const growth = (points: number, rate: number, noise: readonly number[]) =>
  Array.from({ length: points }, (_, n) => {
    const level = 0.02 + 1 / (1 + Math.exp(rate * (points / 2 - n)));
    return level * (1 + 0.02 * (noise[n % noise.length] ?? 0));
  });
const noise = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 12, maxLength: 12 });
const points = 30;

describe('outlying readings', () => {
  it('in the published data are six, all of bubbles: two wells, each in OD and OD700', () => {
    const all = published.flatMap(({ file, runs }) =>
      runs.flatMap(({ wells, signals }) =>
        signals.flatMap((signal) =>
          outlyingReadings(signal, wells.length).map(
            ({ well, value, level }) =>
              `${file} ${wells[well]?.well} ${signal.signal} ${value} at ${level.toFixed(3)}`,
          ),
        ),
      ),
    );
    expect(all).toEqual([
      'proc_PBadAiia_Ara_C6C12.csv H1 OD 0.937 at 0.260',
      'proc_PBadAiia_Ara_C6C12.csv H1 OD700 0.811 at 0.226',
      'proc_PBadYFP.csv A2 OD 0.521 at 0.124',
      'proc_PBadYFP.csv A2 OD700 0.512 at 0.119',
      'proc_degrader_RemovedDuplicates.csv H1 OD 0.937 at 0.260',
      'proc_degrader_RemovedDuplicates.csv H1 OD700 0.811 at 0.226',
    ]);
  });

  it('law: one multiplied reading is found, wherever it stands, and no other', () => {
    fc.assert(
      fc.property(
        noise,
        fc.double({ min: 0.1, max: 1.5, noNaN: true }),
        fc.integer({ min: 0, max: points - 1 }),
        fc.constantFrom(20, 1e3, 1e5, 1e10),
        (own, rate, at, factor) => {
          const series = growth(points, rate, own);
          expect(found(series)).toEqual([]);
          series[at] = (series[at] as number) * factor;
          expect(found(series)).toEqual([[0, at]]);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('law: growth and decay by any factor a reading are none', () => {
    fc.assert(
      fc.property(noise, fc.double({ min: -6, max: 6, noNaN: true }), (own, slope) => {
        const series = Array.from({ length: 12 }, (_, n) => Math.exp(slope * n) * (1 + 0.02 * (own[n] ?? 0)));
        expect(found(series)).toEqual([]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('are found below as well: a dropped reading, and one far below 0', () => {
    const series = growth(points, 0.5, [0.3, -0.4, 1, -1, 0.2]);
    for (const value of [0, -1e5]) {
      const dropped = series.with(25, value);
      expect(found(dropped)).toEqual([[0, 25]]);
    }
  });

  it('are found in pairs, and beside missing readings', () => {
    const series = growth(points, 0.5, [0.3, -0.4, 1, -1, 0.2]);
    expect(found(series.with(11, 260000).with(12, 260000))).toEqual([
      [0, 11],
      [0, 12],
    ]);
    expect(found(series.with(11, Number.NaN).with(12, 260000).with(13, Number.NaN))).toEqual([[0, 12]]);
  });

  it('are found in a signal that is constant else, and not in counts about 0', () => {
    const flat = new Array<number>(20).fill(7);
    expect(found(flat, flat.with(4, 7e5))).toEqual([[1, 4]]);
    const counts = [0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0, 0];
    expect(found(counts, counts.toReversed())).toEqual([]);
  });

  it('are not looked for in noise about 0, nor in four readings', () => {
    const blank = [0.3, -0.2, 0.1, -0.4, 0.02, 0.5, -0.1, -0.3, 0.2, 0.01, 0.4, -0.5];
    expect(found(blank)).toEqual([]);
    expect(found([1, 1, 1e5, 1])).toEqual([]);
  });
});

/** A plate file in the format of the examples, OD in two wells and a second signal. */
function fileOf(times_h: readonly number[], od: readonly number[], gfp: readonly number[]): PlateFile {
  const header = [...times_h.map(() => 'OD'), ...times_h.map(() => 'GFP')];
  const rows = [1, 2].map((column) => `dev,,${column},A,C=0,${[...od, ...gfp].join(',')}`);
  const text = [
    `Content,Colony,Well Col,Well Row,Content,${header.join(',')}`,
    `,,,,,${[...times_h, ...times_h].join(',')}`,
    ...rows,
    '',
  ].join('\n');
  const read = readPlateText({ file: 'p.csv', bytes: Buffer.from(text) });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.value;
}
const hours = Array.from({ length: points }, (_, n) => n / 2);
const culture = growth(points, 0.5, [0.3, -0.4, 1, -1, 0.2]);
const warnings = (file: PlateFile): readonly Problem[] => withChecks(file).problems;

describe('a file', () => {
  it('with nothing odd has no warning; of the published ones three have some, none about time or constancy', () => {
    expect(warnings(fileOf(hours, culture, culture))).toEqual([]);
    const added = published.map((file) => warnings(file).slice(file.problems.length));
    expect(new Set(added.flat().map(({ code }) => code))).toEqual(new Set(['plate.outlier']));
    expect(published.flatMap(({ file }, n) => (added[n]?.length === 0 ? [] : [file]))).toEqual([
      'proc_PBadAiia_Ara_C6C12.csv',
      'proc_PBadYFP.csv',
      'proc_degrader_RemovedDuplicates.csv',
    ]);
  });

  it('with one reading 1e5 times its neighbours names it with well, signal, time, value and what to do', () => {
    const [first, second, ...rest] = warnings(fileOf(hours, culture, culture.with(15, 1e5)));
    expect(rest).toEqual([]);
    expect(first?.place).toEqual({ file: 'p.csv', line: 3, where: 'well A1, signal GFP, 7.5 h' });
    expect(second?.place?.where).toBe('well A2, signal GFP, 7.5 h');
    expect(first?.severity).toBe('warning');
    expect(first?.message).toMatch(/^the reading 100000 is 1\d{5} times that of the readings around it/);
    expect(first?.remedy).toContain('The file stays as it is');
  });

  it('with many lists five and counts the rest', () => {
    const spikes = culture.map((value, n) => (n % 7 === 3 ? 1e4 : value));
    const listed = warnings(fileOf(hours, spikes, culture));
    expect(listed).toHaveLength(6);
    expect(listed.at(-1)?.message).toBe('3 more readings of OD stand apart from their neighbours, in A1, A2');
  });

  it.each([
    ['minutes', 60],
    ['seconds', 3600],
  ])('with times in %s says so, with the consequence', (unit, factor) => {
    const [problem, ...rest] = warnings(
      fileOf(
        hours.map((time) => time * factor),
        culture,
        culture,
      ),
    );
    expect(rest).toEqual([]);
    expect(problem?.code).toBe('plate.timeUnit');
    expect(problem?.message).toContain(`looks like ${unit} read as hours`);
    expect(problem?.message).toContain(`${factor} times too small`);
    expect(problem?.remedy).toContain(`--time-unit ${factor === 60 ? 'min' : 's'}`);
  });

  it.each([
    ['minutes of five hours, one each', Array.from({ length: 300 }, (_, n) => n), true],
    ['every hour for a week', Array.from({ length: 168 }, (_, n) => n), false],
    ['every twelve hours for three days', [0, 12, 24, 36, 48, 60, 72], false],
    ['a quarter of an hour for two days', Array.from({ length: 192 }, (_, n) => n / 4), false],
    ['a single time of 500 h', [500], false],
  ])('%s', (_, times, isOdd) => {
    const level = times.map((__, n) => 1 + (n % 2) / 10);
    const codes = warnings(fileOf(times, level, level)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'plate.timeUnit')).toHaveLength(isOdd ? 1 : 0);
  });

  it('with a constant signal says so', () => {
    const problems = warnings(
      fileOf(
        hours,
        culture,
        hours.map(() => 7),
      ),
    );
    expect(problems.map(({ code, place }) => [code, place?.where])).toEqual([
      ['plate.constantSignal', 'signal GFP'],
    ]);
    expect(problems[0]?.message).toContain('is constant: it reads 7 in every well at every time');
  });
});
