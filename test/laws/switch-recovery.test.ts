import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadFit } from '../../main/jobs/load-fit.ts';
import { formatProblem } from '../../shared/base/problem.ts';
import { fillNormals } from '../../shared/base/random.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { runFit } from '../../shared/inference/training/run-fit.ts';
import { summariseFit } from '../../shared/prediction/summarise-fit.ts';
import { freeHooks } from '../helpers/linear-fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'switch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The manual's own example, with a value of each well beside it that does nothing: a fit wants one. */
function manualPulse(): string {
  const manual = readFileSync(new URL('../../resources/docs/model-language.md', import.meta.url), 'utf8');
  const text = /```model\n(model pulse [^`]*)```/.exec(manual)?.[1] ?? '';
  return text
    .replace('states\n', '  idle    individual  Normal(0, 1)\n\nstates\n')
    .replace('GFP = P with', 'GFP = P + 1e-9 * idle with');
}

const truth = { on: 4.13, lasting: 3, made: 1, lost: 0.4 };

/** Wells of the manual's pulse, with an error of 0.02. */
function wells(count: number): string {
  const times = Array.from({ length: 60 }, (_, n) => 0.25 * n);
  const pulse = (t: number): number => {
    const begun = Math.min(truth.on, t);
    const ended = Math.max(Math.min(truth.on + truth.lasting, t), begun);
    const { made, lost } = truth;
    return (made / lost) * (Math.exp(-lost * (t - ended)) - Math.exp(-lost * (t - begun)));
  };
  const rows = Array.from({ length: count }, (_, well) => {
    const noise = new Float64Array(times.length);
    fillNormals({ seed: 1, purpose: 'test', step: 0, individual: well }, noise);
    const readings = times.map((t, n) => pulse(t) + 0.02 * (noise[n] as number));
    // the file's optical density gives the times and is not fitted
    return [`D1,,${well + 1},A,`, ...times.map(() => 0.1), ...readings].join(',');
  });
  const names = [...times.map(() => 'OD'), ...times.map(() => 'GFP')];
  const header = ['Content,Colony,Well Col,Well Row,Content', ...names].join(',');
  return `${[header, [',,,,', ...times, ...times].join(','), ...rows].join('\n')}\n`;
}

test("the manual's pulse is learned: when it begins, how long it lasts", async () => {
  writeFileSync(join(folder, 'd.csv'), wells(8));
  writeFileSync(join(folder, 'pulse.model'), manualPulse());
  const text = `data:
  devices: [D1]
  files: [d.csv]
  signals: [GFP]
  conditions: []
  normalize: [1]
  subtract_background: false
model: pulse.model
params:
  learning_rate: 0.03
`;
  const settings = { ...settingDefaults, epochs: 600, evaluateEvery: 600, draws: 20, evaluationDraws: 100 };
  const order = {
    spec: { file: join(folder, 's.yaml'), text },
    data: folder,
    model: null,
    overrides: [],
    layouts: [],
    corrections: [],
    settings,
  };
  const loaded = await loadFit(order, folder);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  expect(loaded.problems.filter(({ code }) => code === 'model.noGradient')).toEqual([]);
  const { plan } = loaded.value;
  const kernel = compileKernel(kernelChoice(plan, 'auto'));
  if (!kernel.ok) throw new Error(kernel.problems.map(formatProblem).join('\n'));
  const state = initFit(plan);
  const { status } = await runFit(plan, state, kernel.value, {
    ...freeHooks,
    onStep: () => {},
    onEvaluation: () => {},
    onCheckpoint: () => {},
    checkpointEverySeconds: 1e9,
  });
  expect(status).toBe('done');
  const result = await summariseFit(plan, state, kernel.value, { pause: async () => {} });
  await kernel.value.close();
  const median = (name: string): number => {
    const row = result.parameters.find(({ parameter }) => parameter === name);
    return row?.quantiles.q50 ?? Number.NaN;
  };
  expect(Math.abs(median('on_at') - truth.on)).toBeLessThan(0.8);
  expect(Math.abs(median('lasting') - truth.lasting)).toBeLessThan(0.4);
});
