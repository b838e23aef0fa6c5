import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadFit } from '../../main/jobs/load-fit.ts';
import { formatProblem } from '../../shared/base/problem.ts';
import { compileKernel } from '../../shared/compute/compile.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import { initFit } from '../../shared/inference/training/fit.ts';
import { runFit } from '../../shared/inference/training/run-fit.ts';
import { freeHooks } from '../helpers/linear-fit.ts';

const folder = fileURLToPath(new URL('../../resources/examples/vi-hds/', import.meta.url));
const models = fileURLToPath(new URL('../../resources/models/', import.meta.url));

/** Published specs that cannot train, and what they are told. */
const refused: Readonly<Record<string, string>> = {
  // its model, debug_constant, is of the reference's own tests
  'debug.yaml': 'model.unknown',
};

const specs = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(specs)('%s trains three epochs, or says why not', async (name) => {
  const loaded = await loadFit(
    {
      spec: { file: `${folder}${name}`, text: readFileSync(`${folder}${name}`, 'utf8') },
      model: null,
      data: folder,
      overrides: [],
      layouts: [],
      corrections: [],
      settings: { ...settingDefaults, epochs: 3, draws: 3, evaluationDraws: 4, evaluateEvery: 3 },
    },
    models,
  );
  const code = refused[name];
  if (code !== undefined) {
    expect(loaded.ok).toBe(false);
    expect(loaded.problems.map((problem) => problem.code)).toContain(code);
    expect(loaded.problems.every(({ remedy }) => remedy !== undefined)).toBe(true);
    return;
  }
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  const { plan } = loaded.value;
  const kernel = compileKernel(kernelChoice(plan, 'auto'));
  if (!kernel.ok) throw new Error(kernel.problems.map(formatProblem).join('\n'));
  const state = initFit(plan);
  const start = Array.from(state.weights);
  const { status } = await runFit(plan, state, kernel.value, {
    ...freeHooks,
    onStep: () => {},
    onEvaluation: () => {},
    onCheckpoint: () => {},
    checkpointEverySeconds: 1e9,
  });
  expect(status).toBe('done');
  expect(state.epoch).toBe(3);
  expect(state.evaluations).toHaveLength(1);
  const [evaluation] = state.evaluations;
  expect(Number.isFinite(evaluation?.validationElbo)).toBe(true);
  // everything that is trained has moved, networks included
  for (const [segment, { offset, length }] of plan.guide.layout.segments) {
    if (length === 0) continue;
    const moved = start
      .slice(offset, offset + length)
      .some((value, i) => value !== state.weights[offset + i]);
    expect(`${segment} ${moved}`).toBe(`${segment} true`);
  }
});
