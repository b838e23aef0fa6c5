import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  convergenceProblem,
  judgeChains,
} from '../../../../../shared/inference/posterior/convergence/judge-chains.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { notEntered } from '../../../../../shared/inference/posterior/nuts/chains.ts';
import { startStep } from '../../../../../shared/inference/posterior/nuts/step-size.ts';
import { startWellSteps } from '../../../../../shared/inference/posterior/nuts/well-sweep.ts';
import { posteriorProblems } from '../../../../../shared/inference/posterior/posterior-problems.ts';
import {
  type PosteriorState,
  startPosterior,
} from '../../../../../shared/inference/posterior/posterior-state.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearSettings } from '../../../../helpers/linear-kernel.ts';

const settings = { ...linearSettings, posterior: 'nuts', warmup: 100, epochs: 600 } as const;
const plan = planOf(everyLevel({ settings }));
const layout = jointLayout(plan, plan.split.train);
const count = settings.epochs - settings.warmup;

/** Chains of independent normals, but for what `change` makes of the values of a coordinate, [draw]. */
function chains(
  change: (values: Float64Array, coordinate: number, chain: number) => Float64Array = (values) => values,
): PosteriorState {
  const state = startPosterior(4);
  state.record.forEach((record, chain) => {
    const columns = Array.from({ length: layout.size }, (_, c) => {
      const values = new Float64Array(count);
      fillNormals({ seed: 8, purpose: 'test', step: c, individual: chain }, values);
      return change(values, c, chain);
    });
    const energy = new Float64Array(count);
    fillNormals({ seed: 8, purpose: 'test', step: layout.size, individual: chain }, energy);
    for (let n = 0; n < count; n++) {
      record.draws.push(Float32Array.from(columns, (values) => values[n] ?? Number.NaN));
      record.energy.push(energy[n] ?? 0);
      record.logDensity.push(0);
      record.leapfrogs.push(7);
    }
    const point = notEntered(new Float64Array(layout.size));
    const wellSteps = startWellSteps(layout.wells.length);
    state.chains.push({
      index: chain,
      iteration: settings.epochs,
      step: startStep(0.2, 2, 0.8),
      point,
      wellSteps,
    });
  });
  return state;
}

/** Each value is `share` of the one before it and fresh noise. */
function sluggish(values: Float64Array, share: number): Float64Array {
  let before = 0;
  return values.map((value) => {
    before = share * before + Math.sqrt(1 - share * share) * value;
    return before;
  });
}

describe('the verdict on chains', () => {
  test('that mix is that they have converged', () => {
    const found = judgeChains(plan, chains(), layout);
    expect(found).toMatchObject({ converged: true, verdict: 'converged', draws: count, divergent: 0 });
    expect(found.shared).toMatchObject({ count: layout.shared.length, missed: 0 });
    expect(found.wells).toMatchObject({ count: layout.wells.length * layout.own.length, missed: 0 });
    expect(convergenceProblem(found)).toBeNull();
  });

  test('one of which is elsewhere names the parameter, and asks for a longer warming up', () => {
    const state = chains((values, c, chain) =>
      c === 0 && chain === 2 ? values.map((one) => one + 3) : values,
    );
    const found = judgeChains(plan, state, layout);
    expect(found.converged).toBe(false);
    expect(found.shared).toMatchObject({ missed: 1, worstRHat: { name: layout.shared[0]?.parameter } });
    expect(convergenceProblem(found)).toMatchObject({
      code: 'posterior.notConverged',
      severity: 'warning',
      message: expect.stringContaining(`R-hat of ${layout.shared[0]?.parameter}`),
      remedy: expect.stringContaining('--warmup 200 --epochs 1200'),
    });
  });

  test('with too few effective draws asks for as many more as will do', () => {
    const state = chains((values, c) => (c === 0 ? sluggish(values, 0.85) : values));
    const found = judgeChains(plan, state, layout);
    const ess = Math.min(found.shared.fewestEss?.bulkEss ?? 0, found.shared.fewestEss?.tailEss ?? 0);
    expect(found.shared.fewestEss?.name).toBe(layout.shared[0]?.parameter);
    expect(ess).toBeLessThan(400);
    const epochs = Number(/--epochs (\d+)/.exec(convergenceProblem(found)?.remedy ?? '')?.[1]);
    expect(epochs).toBeGreaterThanOrEqual(settings.warmup + (count * 400) / ess);
    expect(epochs % 100).toBe(0);
  });

  test('of a well is by a rule of its own, and by its name', () => {
    const place = layout.shared.length;
    const state = chains((values, c) => (c === place ? sluggish(values, 0.95) : values));
    const found = judgeChains(plan, state, layout);
    expect(found.shared.missed).toBe(0);
    expect(found.wells.missed).toBe(1);
    expect(found.verdict).toContain('plate/A1 z');
  });

  test('is no posterior where transitions diverged, or the energy hardly moves', () => {
    const diverged = chains();
    for (const record of diverged.record) record.divergent = 1;
    expect(judgeChains(plan, diverged, layout).verdict).toContain('4 transitions diverged');
    const stiff = chains();
    for (const record of stiff.record)
      record.energy.splice(0, count, ...sluggish(Float64Array.from(record.energy), 0.99));
    expect(judgeChains(plan, stiff, layout).verdict).toContain('E-BFMI');
  });
});

test('what chains are not made for is refused', () => {
  const codes = (size: number, epochs: number = settings.epochs) =>
    posteriorProblems({ ...plan, settings: { ...settings, epochs } }, { ...layout, size }).map(
      ({ code }) => code,
    );
  expect(codes(layout.size)).toEqual([]);
  expect(codes(3000)).toEqual([]);
  expect(codes(3001)).toEqual(['posterior.dimensions']);
  expect(codes(layout.size, 119)).toEqual(['posterior.epochs']);
  expect(codes(3000, 50_000)).toEqual(['posterior.draws']);
});
