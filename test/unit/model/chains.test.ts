import { describe, expect, test } from 'vitest';
import { compileKernel } from '../../../shared/compute/compile.ts';
import { formatModel } from '../../../shared/model/format-model.ts';
import type { Model } from '../../../shared/model/model.ts';
import { parseModel } from '../../../shared/model/parse-model.ts';

/** Texts made by programs: chains longer than a call stack is deep. */
const chainLength = 2000;
const head =
  'model m "m"\nparameters\n  k population LogNormal(0, 1)\nstates\n  X starts at 0\ndefinitions\n';
const chain = (next: (before: string, i: number) => string) =>
  Array.from({ length: chainLength }, (_, i) => `  d${i} = ${i === 0 ? 'k' : next(`d${i - 1}`, i)}\n`).join(
    '',
  );
const tail = (rate: string) => `rates\n  X' = ${rate} - X\nobservables\n  G = X with sd 0.1\n`;
const last = `d${chainLength - 1}`;

async function solve(model: Model, backend: string) {
  const kernel = compileKernel({ model, method: 'euler', backend });
  if (!kernel.ok) throw new Error(kernel.problems[0]?.message);
  const individual = {
    doses: new Float64Array(0),
    times_h: Float64Array.of(0, 1),
    observations: Float64Array.of(0, 0),
    mask: Uint8Array.of(1, 1),
  };
  kernel.value.bind([individual]);
  const states = new Float64Array(2);
  const request = { individuals: Int32Array.of(0), draws: 1, parameters: Float64Array.of(0.5) };
  await kernel.value.simulate(request, {
    status: new Uint8Array(1),
    states,
    observables: new Float64Array(2),
  });
  const gradient = new Float64Array(1);
  const likelihood = { logLik: new Float64Array(1), status: new Uint8Array(1), gradient };
  await kernel.value.logLikelihood(request, likelihood);
  await kernel.value.close();
  // d logLik / dk = -X / 0.01 dX/dk
  return { value: states[1] ?? Number.NaN, slope: (gradient[0] ?? Number.NaN) / (-(states[1] ?? 0) / 0.01) };
}

describe.each(['interpreter', 'javascript', 'wasm'])('on %s', (backend) => {
  test.each([
    ['sums', (before: string) => `${before} + 0.001`, 0.5 + 0.001 * (chainLength - 1), 1],
    ['choices', (before: string) => `if ${before} < 9 then ${before} + 0 * X else 1`, 0.5, 1],
    ['functions', (before: string) => `sqrt(${before} * ${before}) + 0 * X`, 0.5, 1],
  ])('a chain of 2000 %s has its value and gradient', async (_, next, value, slope) => {
    const model = parseModel(`${head}${chain(next)}${tail(last)}`, 'm.model');
    if (!model.ok) throw new Error(model.problems[0]?.message);
    const found = await solve(model.value, backend);
    expect(found.value).toBeCloseTo(value, 3);
    expect(found.slope).toBeCloseTo(slope, 3);
  });
});

test('a chain written from the end is put in order, and a long circle is told shortly', () => {
  const lines = chain((before) => `${before} + 1`)
    .trimEnd()
    .split('\n')
    .reverse()
    .join('\n');
  expect(parseModel(`${head}${lines}\n${tail(last)}`, 'm.model').ok).toBe(true);
  const circle = parseModel(
    `${head}${chain((before) => `${before} + 1`).replace('= k', `= ${last}`)}${tail(last)}`,
    'm',
  );
  expect(circle.problems[0]?.code).toBe('model.circular');
  expect(circle.problems[0]?.message.length).toBeLessThan(200);
});

test('formatting it changes nothing but its layout', () => {
  const text = `${head}${chain((before) => `${before}+1`)}${tail(last)}`;
  const formatted = formatModel(text);
  expect(formatted).toContain(`d1999 = d1998 + 1`);
  expect(formatModel(formatted)).toBe(formatted);
});

test.each([
  ['a sum of 20000 terms', `k${' + X'.repeat(20_000)}`],
  [
    'sums of sums',
    Array.from({ length: 100 }).reduce<string>((inner) => `(${inner}${' + X'.repeat(500)})`, 'k'),
  ],
  ['signs', `${'-'.repeat(5000)}k`],
  ['powers', `k${' ^ k'.repeat(5000)}`],
  ['parentheses', `${'('.repeat(5000)}k${')'.repeat(5000)}`],
])('%s are refused, with words', (_, rate) => {
  const text = `${head.replace('definitions\n', '')}${tail(rate)}`;
  expect(parseModel(text, 'm.model').problems[0]).toMatchObject({ code: 'model.nesting', severity: 'error' });
  expect(formatModel(text)).toContain('observables');
});

test('repetitions within repetitions end before the memory does', () => {
  const text = `${head}  each i in 1 .. 1000: each j in 1 .. 1000: each l in 1 .. 1000: a{i}_{j}_{l} = k\n${tail('k')}`;
  expect(parseModel(text, 'm.model').problems[0]).toMatchObject({ code: 'model.setting', severity: 'error' });
});

test('what a backend cannot hold is refused by name; auto takes one that can, and says so', async () => {
  const states = Array.from({ length: 1500 }, (_, i) => `X${i}`);
  const text = `model m "m"\nparameters\n  k population LogNormal(0, 1)\nstates\n${states.map((x) => `  ${x} starts at 0`).join('\n')}\nrates\n${states.map((x) => `  ${x}' = tanh(k * t) - ${x}`).join('\n')}\nobservables\n  G = X0 with sd 0.1\n`;
  const model = parseModel(text, 'm.model');
  if (!model.ok) throw new Error(model.problems[0]?.message);
  const named = compileKernel({ model: model.value, method: 'rk4', backend: 'wasm' });
  expect(named.problems).toMatchObject([{ code: 'compute.tooLarge', severity: 'error' }]);
  const auto = compileKernel({ model: model.value, method: 'rk4', backend: 'auto' });
  expect(auto.problems).toMatchObject([{ code: 'compute.tooLarge', severity: 'warning' }]);
  if (auto.ok) await auto.value.close();
  expect(auto.ok && auto.value.backend).not.toBe('wasm');
});

test('a thousand unknown names are told, not all of them', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `  e${i} = unknown${i} + unknown${i}\n`).join('');
  expect(parseModel(`${head}${names}${tail('k')}`, 'm.model').problems).toHaveLength(50);
});
