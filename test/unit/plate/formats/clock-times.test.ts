import { describe, expect, test } from 'vitest';
import type { PlateMapping } from '../../../../shared/plate/mapping/mapping.ts';
import { type ReadPlateOptions, readPlateText } from '../../../../shared/plate/read-plate-file.ts';

const rows = (times: readonly string[]) => times.map((time, n) => `${time},0.${n + 1},0.${n + 2}`).join('\n');
const clocks = ['0:00', '0:20', '0:40', '1:00'];

/** Each way in which a table says its times, with a heading of one's own. */
const tables: Readonly<Record<string, (heading: string, times: readonly string[]) => string>> = {
  wide: (heading, times) => `${heading},A1,A2\n${rows(times)}\n`,
  tidy: (heading, times) =>
    `Well,${heading},OD\n${times.map((time, n) => `A1,${time},0.${n + 1}\nA2,${time},0.${n + 2}`).join('\n')}\n`,
  bmg: (heading, times) =>
    `User: U,Path: C:\\BMG\\Omega\\User\\Data,Test run no.: 1\nTest name: x\n\nWell,Content,${times.map(() => 'Raw Data (600)').join(',')}\n,${heading},${times.join(',')}\nA01,Sample X1,${times.map((_, n) => `0.${n + 1}`).join(',')}\n`,
};

function read(text: string, options: ReadPlateOptions = {}) {
  const outcome = readPlateText({ file: 'p.csv', bytes: Buffer.from(text) }, options);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const { runs, problems, format } = outcome.value;
  return { format, problems, last_s: runs[0]?.signals[0]?.time_s?.at(-1) ?? null };
}
const codes = ({ problems }: ReturnType<typeof read>) =>
  problems.map(({ code }) => code).filter((code) => /^time|unused/.test(code));

describe.each(Object.keys(tables))('times of two parts in a table of %s', (format) => {
  const table = tables[format] ?? (() => '');

  test('are never guessed: what each reading would mean is asked, as a missing unit is', () => {
    const asked = read(table('Time', clocks));
    expect(asked.format).toBe(format);
    expect(asked.last_s).toBeNull();
    const told = asked.problems.find(({ code }) => code === 'time.unit');
    expect(told?.message).toContain('from 0:00 to 1:00');
    expect(told?.message).toContain('at 1 h or at 1 min');
    expect(told?.remedy).toMatch(/--time-unit h .*--time-unit min /);
  });

  test.each([
    ['Time [h:min]', 3600],
    ['Time [hh:mm]', 3600],
    ['Time [h]', 3600],
    ['Time [m:s]', 60],
    ['Time [mm:ss]', 60],
    ['Time [min]', 60],
  ])('are as the heading %s says', (heading, seconds) => {
    const said = read(table(heading, clocks));
    expect(said.last_s).toBe(seconds);
    expect(codes(said)).toEqual([]);
  });

  test('are as it is answered, and an answer that tells neither is told', () => {
    for (const timeUnit_s of [3600, 60]) {
      const answered = read(table('Time', clocks), { timeUnit_s });
      expect(answered.last_s).toBe(timeUnit_s);
      expect(codes(answered).filter((code) => code !== 'time.overruled')).toEqual([]);
    }
    const seconds = read(table('Time', clocks), { timeUnit_s: 1 });
    expect(seconds.last_s).toBeNull();
    expect(seconds.problems.find(({ code }) => code === 'time.unit')?.message).toContain('an answer in s');
  });

  test('have the last word where the heading writes them out: an answer is not used, and that is told', () => {
    const answered = read(table('Time [h:min]', clocks), { timeUnit_s: 60 });
    expect(answered.last_s).toBe(3600);
    expect(codes(answered)).toEqual(['plate.unusedAnswer']);
    const agreed = read(table('Time [h:min]', clocks), { timeUnit_s: 3600 });
    expect(codes(agreed)).toEqual([]);
  });

  test('are certain by a fraction, by what would be weeks of hours, and by hours written out before', () => {
    expect(read(table('Time', ['0:00.5', '0:20.5', '0:40.5', '1:00.5'])).last_s).toBe(60.5);
    expect(read(table('Time', ['0:00', '300:00', '600:00', '900:00'])).last_s).toBe(54_000);
  });

  test('an answer for which written times have no use is told', () => {
    const written = read(table('Time', ['0:00:00', '0:20:00', '0:40:00', '1:00:00']), { timeUnit_s: 60 });
    expect(written.last_s).toBe(3600);
    expect(codes(written)).toEqual(['plate.unusedAnswer']);
  });
});

test('times rise: after 59:00 comes 1:00:00, in minutes and seconds only', () => {
  expect(read(tables.wide?.('Time', ['58:00', '59:00', '1:00:00', '1:01:00']) ?? '').last_s).toBe(3660);
});

describe.each<[string, string, PlateMapping]>([
  [
    'columns',
    `Time,A1,A2\n${rows(clocks)}\n`,
    {
      direction: 'columns',
      signals: [{ title: 'OD', headerRow: 1, timeColumn: 'A', firstWell: 'B2' }],
    },
  ],
  [
    'rows',
    `,${clocks.join(',')}\nA1,0.1,0.2,0.3,0.4\nA2,0.1,0.2,0.3,0.5\n`,
    { direction: 'rows', signals: [{ title: 'OD', timeRow: 1, wellColumn: 'A', firstWell: 'B2' }] },
  ],
  [
    'long',
    `Well,Time,OD\n${clocks.map((time, n) => `A1,${time},0.${n + 1}`).join('\n')}\n`,
    {
      direction: 'long',
      signals: [{ title: 'OD', headerRow: 1, timeColumn: 'B', wellColumn: 'A', firstWell: 'C2' }],
    },
  ],
  [
    'plate',
    clocks.map((time, n) => `${time},1,2\nA,0.${n + 1},0.2\n`).join('\n'),
    {
      direction: 'plate',
      signals: [{ title: 'OD', headerRow: 1, timeColumn: 'A', firstWell: 'B2' }],
    },
  ],
])('clocks of a table mapped by %s', (_, text, mapping) => {
  test('are asked for, and are as the mapping or an answer says', () => {
    const asked = read(text, { mapping });
    expect(codes(asked)).toContain('time.unit');
    expect(asked.last_s).toBeNull();
    expect(read(text, { mapping: { ...mapping, timeUnit: 'h' } }).last_s).toBe(3600);
    expect(read(text, { mapping: { ...mapping, timeUnit: 'min' } }).last_s).toBe(60);
    const both = read(text, { mapping: { ...mapping, timeUnit: 'min' }, timeUnit_s: 3600 });
    expect(both.last_s).toBe(3600);
    expect(both.problems.find(({ code }) => code === 'time.overruled')?.message).toContain('60 times later');
  });
});
