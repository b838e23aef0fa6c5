import { describe, expect, test } from 'vitest';
import { amountOf } from '../../../shared/plate/amount.ts';
import { parseDuration } from '../../../shared/plate/duration.ts';
import { parseNumberWith } from '../../../shared/plate/number.ts';
import type { ReadAnswers } from '../../../shared/plate/read-answers.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';

function read(lines: readonly string[], answers: ReadAnswers = {}) {
  const outcome = readPlateText(
    { file: 'p.csv', bytes: new TextEncoder().encode(lines.join('\n')) },
    answers,
  );
  const signal = outcome.ok ? outcome.value.runs[0]?.signals[0] : undefined;
  return {
    values: [...(signal?.values ?? [])],
    times: [...(signal?.time_s ?? [])],
    problems: outcome.problems,
  };
}

const head = 'Time [s];A1;A2';

describe('the mark that parts no decimals parts thousands', () => {
  test('where the file shows that the comma is its decimal mark', () => {
    const { values, problems } = read([
      head,
      '0;0,060;1.013',
      '60;0,070;12.345.678',
      '120;0,075;1.013,5',
      '',
    ]);
    expect(values).toEqual([0.06, 0.07, 0.075, 1013, 12345678, 1013.5]);
    expect(problems).toEqual([]);
  });

  test('where the file shows that the point is, in times as well', () => {
    const { values, times, problems } = read([
      'Time [s],A1,A2',
      '"900",0.06,"999"',
      '"1,200",0.07,"1,013"',
      '"12,345.5",0.08,"1,013.5"',
      '',
    ]);
    expect(values).toEqual([0.06, 0.07, 0.08, 999, 1013, 1013.5]);
    expect(times).toEqual([900, 1200, 12345.5]);
    expect(problems).toEqual([]);
  });

  test.each([' ', '\u00a0', '\u202f', "'", '’'])('and “%s” does with either mark', (blank) => {
    const { values, times } = read([head, `900;0.06;999`, `1${blank}200;0.07;1${blank}013`, '']);
    expect(values).toEqual([0.06, 0.07, 999, 1013]);
    expect(times).toEqual([900, 1200]);
    expect(read([head, `0;0,06;999`, `60;0,07;1${blank}013,5`, '']).values).toEqual([
      0.06, 0.07, 999, 1013.5,
    ]);
  });

  test('and nothing else is a number', () => {
    for (const cell of ['1 01', '12 34 567', '1,01,300', '0,300,000', '1 013 25', "1'013 250", '1.0135,2'])
      for (const mark of ['point', 'comma'] as const) expect(parseNumberWith(cell, mark), cell).toBeNaN();
  });
});

describe('what is in doubt is asked', () => {
  // Half of the numbers have points, half have commas.
  const mixed = [head, '0;0,06;0.5', '60;0,07;0.6', '120;0,08;1.013', '180;0,09;0.8', '240;0,1;1,013', ''];

  test('and answered by --decimal', () => {
    expect(read(mixed).problems.map(({ code }) => code)).toContain('plate.comma');
    expect(read(mixed, { decimal: 'comma' }).values.slice(7)).toEqual([1013, 0.8, 1.013]);
    expect(read(mixed, { decimal: 'point' }).values.slice(7)).toEqual([1.013, 0.8, 1013]);
  });

  test('but for slips: one in twenty and fewer changes nothing', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `${n};0,0${n + 10};1.0${n + 10}`);
    const { values } = read([head, ...rows, '40;0.5;2.000', '']);
    expect(values.slice(-2)).toEqual([1039, 2000]);
  });
});

test('a word with a comma in a file of points does not lead to --decimal comma alone', () => {
  const { problems } = read(['Time [s],A1,A2', '0,0.5,"0,55"', '60,0.6,0.7', '']);
  expect(problems[0]?.remedy).toContain('--decimal point');
});

test('a number written in no known way is not said to be nothing', () => {
  const { problems } = read(['Time [s],A1,A2', '0,0.5,1 51', '60,0.6,0.7', '']);
  expect(problems[0]?.remedy).toContain('export the run anew');
});

test('a time that cannot be read is told where its readings are kept', () => {
  const { problems } = read([
    'Application: Tecan i-control',
    '',
    'OD',
    'Cycle Nr.,1,2,3',
    'Time [s],0,x,20',
    'A1,0.1,0.2,0.3',
    '',
  ]);
  expect(problems).toMatchObject([{ code: 'time.missing' }]);
  expect(problems[0]?.message).toContain('cycle 2');
});

test('durations and doses in thousands', () => {
  expect(parseDuration('1,200 s')).toBeNaN();
  expect(parseDuration('1,200 s', null, 'point')).toBe(1200);
  expect(parseDuration('1.200 s', null, 'comma')).toBe(1200);
  expect(parseDuration('1 200 s')).toBe(1200);
  expect(parseDuration('1,5 h')).toBe(5400);
  expect(amountOf('1 013', { answered: null, seen: null })).toEqual({ kind: 'number', value: 1013 });
  expect(amountOf("12'000,5", { answered: null, seen: null })).toEqual({ kind: 'number', value: 12000.5 });
});
