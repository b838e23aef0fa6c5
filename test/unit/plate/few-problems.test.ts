import { describe, expect, test } from 'vitest';
import { fewProblems } from '../../../shared/plate/few-problems.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';

const read = (text: string) => readPlateText({ file: 'p.csv', bytes: Buffer.from(text) });
const head = 'Content,Colony,Well Col,Well Row,Content';
const repeated = (text: string, count: number) => text.repeat(count);

test('the first ten of each kind are listed and the rest is counted, with its severity', () => {
  const problem = (code: string, line: number) =>
    ({ code, severity: 'warning', message: `${line}`, place: { file: 'f', line } }) as const;
  const problems = [
    ...Array.from({ length: 25 }, (_, line) => problem('a', line)),
    ...Array.from({ length: 10 }, (_, line) => problem('b', line)),
  ];
  const few = fewProblems(problems);
  expect(few.map(({ code }) => code).join('')).toBe(`${'a'.repeat(10)}${'b'.repeat(10)}a`);
  expect(few.at(-1)).toMatchObject({ severity: 'warning', message: expect.stringMatching(/^15 more/) });
});

describe('a table as wide as nobody’s', () => {
  test('with a problem in each of its columns has few', () => {
    const same = read(
      `${head}${repeated(',OD', 5000)}\n,,,,${repeated(',1', 5000)}\nX,,1,A,${repeated(',1', 5000)}\n`,
    );
    expect(same.ok).toBe(true);
    const untitled = read(`${head},OD${repeated(',', 5000)}\n,,,,,0\nX,,1,A,,1${repeated(',1', 5000)}\n`);
    for (const { problems } of [same, untitled]) expect(problems.length).toBeLessThan(15);
  });

  test('of more signals than any reader has is refused', () => {
    const titles = Array.from({ length: 1001 }, (_, n) => `,s${n}`).join('');
    const wide = read(`${head}${titles}\n,,,,${repeated(',0', 1001)}\nX,,1,A,${repeated(',1', 1001)}\n`);
    expect(wide.problems).toMatchObject([{ code: 'plate.tooLarge', place: { line: 1 } }]);
  });
});
