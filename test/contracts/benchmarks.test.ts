import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isMet, type Measurement } from '../bench/measure/benchmark.ts';
import { interleave, speedUp } from '../bench/measure/interleave.ts';
import { jsonLine, tableRow } from '../bench/measure/report.ts';

/** Benchmarks are run by hand; that they can be is looked at here. */
const folder = new URL('../bench/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -3));

test.each(names)('the benchmark %s has its file’s name and is in the index', async (name) => {
  const module: Readonly<Record<string, unknown>> = await import(new URL(`${name}.ts`, folder).href);
  expect(module[name]).toMatchObject({ name, summary: expect.any(String), run: expect.any(Function) });
  expect(readFileSync(new URL('index.ts', folder), 'utf8')).toContain(`from './${name}.ts'`);
});

const circumstances = { machine: 'some machine', commit: 'abc', load: 0 };

test('a ratio is told with both sides, its target and whether it is met', () => {
  const slow = { what: 'javascript', times: [100, 120, 110] };
  const fast = { what: 'wasm', times: [20, 20, 20] };
  const measured = speedUp('kernel', [slow, fast], { atLeast: 5.2 });
  expect(JSON.parse(jsonLine(measured, circumstances))).toEqual({
    name: 'kernel',
    ...{ value: 5.5, unit: 'x', atLeast: 5.2, met: true },
    ...{ min: 5, max: 6, rounds: 3 },
    numerator: { what: 'javascript', value: 110, unit: 'ms' },
    denominator: { what: 'wasm', value: 20, unit: 'ms' },
    ...circumstances,
  });
  expect(tableRow(measured)).toMatch(
    /^kernel +5\.5 x +>= 5\.2 +met +5 \.\. 6 +javascript 110 ms \/ wasm 20 ms$/,
  );
});

test('a number that is only reported has no verdict', () => {
  const measured: Measurement = { name: 'memory.wasm', value: 7, unit: 'MB', target: null };
  expect(Object.keys(JSON.parse(jsonLine(measured, circumstances)))).toEqual([
    'name',
    'value',
    'unit',
    ...Object.keys(circumstances),
  ]);
  expect(tableRow(measured)).toBe('memory.wasm       7 MB');
});

test('targets are met from their own side', () => {
  expect([isMet(5, { atLeast: 5 }), isMet(4.9, { atLeast: 5 })]).toEqual([true, false]);
  expect([isMet(5, { atMost: 5 }), isMet(5.1, { atMost: 5 })]).toEqual([true, false]);
});

test('contenders take turns', async () => {
  const turns: string[] = [];
  const contender = (what: string) => ({
    what,
    run: async () => {
      if (turns.at(-1) !== what) turns.push(what);
    },
  });
  const timings = await interleave([contender('a'), contender('b')], 'wall', 3);
  // One turn each for warming up, then the rounds.
  expect(turns.join('')).toBe('abababab');
  expect(timings.map(({ what, times }) => [what, times.length])).toEqual([
    ['a', 3],
    ['b', 3],
  ]);
});
