import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import { type BoundRequest, boundWorkspace } from '../../shared/inference/draws/bound-workspace.ts';
import { estimators } from '../../shared/inference/estimator/index.ts';
import { guides } from '../../shared/inference/guide/index.ts';
import { objectives } from '../../shared/inference/objective/index.ts';
import type { FitSettings } from '../../shared/inference/plan/fit-settings.ts';
import { initFit, stepFit } from '../../shared/inference/training/fit.ts';
import { type Batch, sumGradient, weighDraws } from '../../shared/inference/training/passes.ts';
import { everyLevel, planOf } from '../helpers/linear-fit.ts';
import { linearKernel, linearSettings } from '../helpers/linear-kernel.ts';

type Names = Pick<FitSettings, 'guide' | 'objective' | 'estimator'>;

const keys = <K extends string>(family: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(family) as K[];

const combinations: readonly Names[] = keys(guides).flatMap((guide) =>
  keys(objectives).flatMap((objective) =>
    keys(estimators).map((estimator) => ({ guide, objective, estimator })),
  ),
);

/** Folders beside a family's contract that hold its members; of guides also what they share. */
function foldersOf(family: string, shared: readonly string[] = []): readonly string[] {
  const folder = new URL(`../../shared/inference/${family}/`, import.meta.url);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
}

test('each member of a family is a folder and a line in its index, under its own name', () => {
  expect([...keys(guides)].sort()).toEqual(foldersOf('guide', ['encoder', 'network']));
  expect([...keys(objectives)].sort()).toEqual(foldersOf('objective'));
  expect([...keys(estimators)].sort()).toEqual(foldersOf('estimator'));
  for (const [name, { id }] of Object.entries({ ...objectives, ...estimators })) expect(id).toBe(name);
});

describe.each(combinations)('$guide, $objective, $estimator', (names) => {
  const refused = estimators[names.estimator].refuses(objectives[names.objective]);
  const settings = { ...linearSettings, ...names };

  test.runIf(refused.length > 0)('is refused with a reason and a way out', () => {
    for (const { message, remedy } of refused) {
      expect(message).not.toBe('');
      expect(remedy).toBeDefined();
    }
  });

  test.runIf(refused.length === 0)('its gradient is the central difference of its bound', async () => {
    const plan = planOf(everyLevel({ settings }));
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    const { weights } = initFit(plan);
    const shift = new Float64Array(weights.length);
    fillNormals({ seed: 5, purpose: 'test', step: 0, individual: 0 }, shift);
    for (const [i, by] of shift.entries()) weights[i] = (weights[i] ?? 0) + 0.1 * by;
    const request: BoundRequest = { wells: plan.split.train, draws: 7, purpose: 'test', step: 0 };
    const workspace = boundWorkspace(plan, request.wells.length, request.wells.length * 7);
    const batch: Batch = { plan, weights, request, workspace };
    const loss = async (): Promise<number> => {
      await weighDraws(batch, kernel, false);
      return -workspace.bound.reduce((sum, bound) => sum + bound, 0) / request.wells.length;
    };
    const gradient = new Float64Array(weights.length);
    await weighDraws(batch, kernel, true);
    await sumGradient(batch, kernel, gradient);
    for (const [name, { offset, length }] of plan.guide.layout.segments) {
      const own = gradient.subarray(offset, offset + length);
      const largest = own.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      for (let i = offset; i < offset + length; i += Math.max(1, length >> 3)) {
        const kept = weights[i] ?? 0;
        weights[i] = kept + 1e-5;
        const up = await loss();
        weights[i] = kept - 1e-5;
        const down = await loss();
        weights[i] = kept;
        expect(Math.abs((gradient[i] ?? 0) - (up - down) / 2e-5), `${name} ${i}`).toBeLessThanOrEqual(
          1e-6 * largest,
        );
      }
    }
  });

  test.runIf(refused.length === 0)('trains a step, the same whatever was drawn before', async () => {
    const plan = planOf(everyLevel({ settings }));
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    const states = [initFit(plan), initFit(plan)];
    for (const [n, state] of states.entries()) {
      if (n === 1) {
        const request: BoundRequest = {
          wells: plan.split.train.subarray(0, 1),
          draws: 2,
          purpose: 'test',
          step: 3,
        };
        await weighDraws(
          { plan, weights: state.weights, request, workspace: state.workspace.bound },
          kernel,
          true,
        );
      }
      const { status, elbo } = await stepFit(plan, state, kernel, () => 0);
      expect(status).toBe('ok');
      expect(Number.isFinite(elbo)).toBe(true);
    }
    expect(states[1]?.weights).toEqual(states[0]?.weights);
    expect(states[0]?.weights).not.toEqual(initFit(plan).weights);
  });

  test('its draws are counted for training and evaluation', () => {
    const { draws } = objectives[names.objective];
    for (const purpose of ['training', 'evaluation'] as const) {
      const count = draws({ draws: 20, evaluationDraws: 100 }, purpose);
      expect(count).toBe(purpose === 'training' ? 20 : 100);
    }
  });
});
