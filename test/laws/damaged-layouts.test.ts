import { readFileSync } from 'node:fs';
import { writeXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { readLayout } from '../../shared/plate/layout/read-layout.ts';
import { randomIntegers } from '../helpers/random-integers.ts';

const folder = new URL('../exports/', import.meta.url);
const long = [
  'plate;row;col;strain;C6 (nM);treatment;role;exclude;part:aR;day',
  'p1;A;1;wt;0,5;Ara=1,5 nM @ 2 h;sample;;R33;1',
  'p1;B;2;lux;25000;Ara=2 nM;control;a bubble;none;2',
].join('\n');

const sound: readonly (readonly [string, Uint8Array])[] = [
  ['long.csv', Buffer.from(long)],
  ...['layout_tidyplate_96.csv', 'cases/layout_plate_shaped_semicolon_comma.csv'].map(
    (name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))] as const,
  ),
];

/** Bytes flipped, cut out, doubled, and separators put in. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const draw = randomIntegers(seed);
  let out = [...bytes];
  for (let n = 1 + draw(8); n > 0; n--) {
    const at = draw(out.length);
    const piece = out.slice(at, at + 1 + draw(40));
    const kind = draw(4);
    if (kind === 0) out[at] = draw(256);
    else if (kind === 1) out.splice(at, 1 + draw(40));
    else if (kind === 2) out = [...out.slice(0, at), ...piece, ...out.slice(at)];
    else
      out.splice(at, 0, ...Buffer.from([',', ';', '\n', '"', 'A1:H12', '=', '\0', '1,000'][draw(8)] ?? ''));
  }
  return Uint8Array.from(out);
}

test.each(sound)('%s, however damaged, is a layout or a problem with a way out', async (name, bytes) => {
  for (let seed = 1; seed <= 200; seed++) {
    const outcome = await readLayout({ file: name, bytes: damaged(bytes, seed) });
    expect(outcome.ok || outcome.problems.some(({ severity }) => severity === 'error')).toBe(true);
    for (const problem of outcome.problems) {
      expect(problem.place?.file, problem.code).toBe(name);
      expect(problem.remedy, problem.code).toBeDefined();
    }
    if (!outcome.ok) continue;
    for (const { wells } of outcome.value.layouts) {
      expect(new Set(wells.map(({ well }) => well)).size).toBe(wells.length);
      const values = wells.flatMap(({ treatments = [] }) => treatments.map(({ value }) => value));
      expect(values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }
  }
});

const large: readonly (readonly [string, string])[] = [
  ['the same range again and again', `well,strain\n${'A1:AF48,a\n'.repeat(5000)}`],
  ['a line of a million commas', `well,${','.repeat(1_000_000)}\nA1,a\n`],
  ['a heading of a million blanks', `well,C6${' '.repeat(1_000_000)}(nM\nA1,5\n`],
  ['a treatment without end', `well,treatment\nA1,${'C6= '.repeat(300_000)}\n`],
  ['a thousand blocks', Array.from({ length: 1000 }, (_, n) => `v${n},1,2\nA,a,b\n\n`).join('')],
  ['wells without end', `well,strain\n"${'A1,'.repeat(300_000)}",a\n`],
  ['a hundred thousand wrong lines', `well,strain\n${'ZZ1,a\n'.repeat(99_000)}`],
];

test('whole plates without end are refused before they are all laid out', async () => {
  const lines = Array.from({ length: 300 }, (_, n) => `p${n},A1:AF48,a\n`).join('');
  const outcome = await readLayout({ file: 'l.csv', bytes: Buffer.from(`plate,well,strain\n${lines}`) });
  expect(outcome.problems.map(({ code }) => code)).toEqual(['layout.tooLarge']);
});

test.each(large)('%s keeps nobody waiting', async (_, text) => {
  const outcome = await readLayout({ file: 'l.csv', bytes: Buffer.from(text) });
  expect(outcome.problems.length).toBeLessThan(30);
});

const cell = 50 << 20;
const vast: readonly (readonly [string, () => string | Promise<Uint8Array>])[] = [
  ['a cell', () => `well,device\nA1,${'x'.repeat(cell)}\n`],
  ['a quoted cell of many lines', () => `well,device\nA1,"${'x\n'.repeat(cell / 2)}"\n`],
  ['a number', () => `well,C6 (nM)\nA1,${'1'.repeat(cell)}\n`],
  ['a heading', () => `well,${'h'.repeat(cell)}\nA1,1\n`],
  ['a shorter cell that is no remark', () => `well,device\nA1,${'x'.repeat(20_000)}\n`],
  ['a cell of a workbook', () => workbook('x'.repeat(30_000), 1)],
  ['a workbook that unpacks to more than any layout', () => workbook('x'.repeat(9000), 8000)],
];

async function workbook(text: string, count: number): Promise<Uint8Array> {
  const rows = Array.from({ length: count }, (_, n) => ['A1', `${n} ${text}`]);
  return writeXlsx({ sheets: [{ name: 'Sheet1', rows: [['well', 'device'], ...rows] }] });
}

test.each(vast)('%s without end is refused before it is taken apart, in few words', async (_, make) => {
  const made = await make();
  const bytes = typeof made === 'string' ? Buffer.from(made) : made;
  const start = process.cpuUsage();
  const outcome = await readLayout({ file: 'l.csv', bytes });
  const { user, system } = process.cpuUsage(start);
  expect(outcome.ok).toBe(false);
  expect(outcome.problems).toHaveLength(1);
  expect(['layout.tooLarge', 'plate.workbook']).toContain(outcome.problems[0]?.code);
  expect(JSON.stringify(outcome.problems).length).toBeLessThan(1000);
  // Seconds of processor time: to take it apart costs tens of them.
  expect((user + system) / 1e6).toBeLessThan(6);
});
