import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fitKernel } from '../../main/jobs/fit-kernel.ts';
import { loadFit } from '../../main/jobs/load-fit.ts';
import { formatProblem } from '../../shared/base/problem.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import type { Kernel } from '../../shared/compute/kernel.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { losesDraws, probePrecision } from '../../shared/inference/diagnostics/precision-probe.ts';
import { startWeights } from '../../shared/inference/guide/start-weights.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { apart, individual, kernelFor, solve } from '../helpers/kernels.ts';
import { modelFromText } from '../helpers/library-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'precision-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A signal that cells make, in a unit of which so much is a typical amount. */
function modelText(unit: number, formula: string): string {
  const typical = Math.log(unit).toFixed(3);
  return `model signal "A signal in any unit"
parameters
  r    individual LogNormal(0, 0.2) [1/h]
  K    individual LogNormal(0, 0.2) [OD]
  a    population LogNormal(0, 1)
  KC   population LogNormal(${typical}, 0.5)
  n    population LogNormal(1.4, 0.1)
  kp   population LogNormal(${typical}, 0.5)
  prec population LogNormal(4, 1)
states
  OD starts at 0.02
  C  starts at 0
rates
  OD' = r * OD * (1 - OD / K)
  C'  = kp * OD
observables
  OD  = OD with precision prec
  GFP = OD * a * ${formula} with precision prec
`;
}

const times = Array.from({ length: 20 }, (_, n) => n);

async function planFor(text: string) {
  const row = (well: number): string =>
    [
      `D1,,${well + 1},A,`,
      ...times.map((t) => 1 / (1 + 50 * Math.exp(-t))),
      ...times.map((t) => (0.5 + 0.1 * well) / (1 + Math.exp(5 - t))),
    ].join(',');
  const header = [
    'Content,Colony,Well Col,Well Row,Content',
    ...times.map(() => 'OD'),
    ...times.map(() => 'GFP'),
  ];
  const csv = [
    header.join(','),
    [',,,,', ...times, ...times].join(','),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map(row),
  ];
  writeFileSync(join(folder, 'd.csv'), `${csv.join('\n')}\n`);
  writeFileSync(join(folder, 'signal.model'), text);
  const spec = `data:
  devices: [D1]
  files: [d.csv]
  signals: [OD, GFP]
  conditions: []
model: signal.model
params:
  learning_rate: 0.02
`;
  const order = {
    spec: { file: join(folder, 's.yaml'), text: spec },
    data: folder,
    model: null,
    overrides: [],
    layouts: [],
    corrections: [],
    settings: settingDefaults,
  };
  const loaded = await loadFit(order, folder);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.value.plan;
}

const ratio = '(C^n / (KC^n + C^n))';
const scaled = 'hill(C, KC, n)';

test.each([
  ['nanomolar, powers apart', 1, ratio, false],
  ['molar, powers apart', 1e-10, ratio, true],
  ['molecules in a mole, powers apart', 1e10, ratio, true],
  ['molar, by hill', 1e-10, scaled, false],
  ['molar, a power of the ratio', 1e-10, '((C/KC)^n / (1 + (C/KC)^n))', false],
] as const)('%s', async (_, unit, formula, isLost) => {
  const plan = await planFor(modelText(unit, formula));
  const kernelOf = (backend: string): Kernel => {
    const outcome = compileKernel(kernelChoice(plan, backend));
    if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
    return outcome.value;
  };
  const [single, double] = [kernelOf('wasm'), kernelOf('wasm-float64')];
  const probe = await probePrecision(plan, startWeights(plan), single, double);
  await single.close();
  await double.close();
  expect(probe.solved).toBeGreaterThan(100);
  expect([probe, losesDraws(probe)]).toEqual([probe, isLost]);

  // the fit's own choice, said in words; one that goes on stays as it is
  const settings = { ...settingDefaults, threads: 1 };
  for (const [backend, starts, expected] of [
    ['auto', true, isLost ? 'wasm-float64' : 'wasm'],
    ['wasm', true, isLost ? 'wasm-float64' : 'wasm'],
    ['wasm', false, 'wasm'],
    ['wasm-float64', false, 'wasm-float64'],
    ['javascript', true, 'javascript'],
  ] as const) {
    const chosen = await fitKernel(plan, { ...settings, backend }, starts);
    if (!chosen.ok) throw new Error(chosen.problems.map(formatProblem).join('\n'));
    expect([backend, starts, chosen.value.backend]).toEqual([backend, starts, expected]);
    const isChanged = expected !== backend && backend !== 'auto';
    const isSaid = chosen.problems.some(({ code }) => code === 'fit.doublePrecision');
    expect(isSaid).toBe(isChanged || (backend === 'auto' && expected === 'wasm-float64'));
    await chosen.value.close();
  }
});

test('wasm-float64 is the interpreter to rounding where float32 has no answer', async () => {
  const model = modelFromText(modelText(1e-10, ratio));
  const draws = [
    [1, 1, 1.2, 1e-10, 4, 1e-10, 30],
    [0.9, 1.1, 0.7, 3e-11, 5, 2e-10, 50],
  ];
  const well = individual(
    times,
    [],
    [times.map((t) => 1 / (1 + 50 * Math.exp(-t))), times.map((t) => 0.5 / (1 + Math.exp(5 - t)))],
  );
  const parameters = Float64Array.from(draws.flat());
  const judge = await solve(kernelFor(model, 'midpoint', 'interpreter'), [well], 2, parameters, 2);
  const kernel = kernelFor(model, 'midpoint', 'wasm-float64');
  const ours = await solve(kernel, [well], 2, parameters, 2);
  expect(kernel.backend).toBe('wasm-float64');
  expect([...ours.status]).toEqual([0, 0]);
  const { logLik, gradient, compared } = apart(judge, ours, parameters);
  expect(compared).toBe(2);
  expect(logLik).toBeLessThan(1e-13);
  expect(gradient).toBeLessThan(1e-12);
});
