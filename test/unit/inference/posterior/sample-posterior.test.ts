import { describe, expect, test } from 'vitest';
import { beginAtMode } from '../../../../shared/inference/posterior/begin-at-mode.ts';
import { convergence, meanError } from '../../../../shared/inference/posterior/convergence/chains.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { arrowheadAt } from '../../../../shared/inference/posterior/metric/arrowhead.ts';
import { laplaceAt } from '../../../../shared/inference/posterior/metric/laplace.ts';
import { pullBack, toEta, type Whitening } from '../../../../shared/inference/posterior/metric/whitening.ts';
import { findMode } from '../../../../shared/inference/posterior/mode.ts';
import { chainsOf, startPosterior } from '../../../../shared/inference/posterior/posterior-state.ts';
import {
  type SamplingHooks,
  samplePosterior,
} from '../../../../shared/inference/posterior/sample-posterior.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../helpers/linear-kernel.ts';

const hooks: SamplingHooks = {
  now: () => 0,
  shouldStop: async () => false,
  onTransition: () => {},
  onStage: () => {},
};
const settings = { seed: 3, warmup: 300, draws: 500 };

/** Everything linear and normal: its posterior is known. */
function normalDensity(points = 4): JointDensity {
  const spec = linearSpec(
    [
      ['z', 'individual', standardNormal],
      ['u', 'population', standardNormal],
      ['y', 'group', standardNormal],
    ],
    { prec: 20, a: 0.5 },
  );
  const plan = planOf(everyLevel({ spec }));
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  return jointDensity(plan, jointLayout(plan, plan.split.train), kernel, points);
}

describe('a posterior that is known', () => {
  test('its mode and its shape are found exactly', async () => {
    const density = normalDensity();
    const mode = await findMode(density, density, 1, hooks);
    if (mode === null) throw new Error('nobody stopped it');
    expect(mode.laplace.raised).toBe(0);
    const values = jointValues(density.layout, 4);
    const batch = new Float64Array(4 * density.layout.size);
    batch.set(mode.eta);
    await density.evaluate(batch, values);
    for (const slope of values.gradient.subarray(0, density.layout.size))
      expect(Math.abs(slope)).toBeLessThan(1);
  });

  test('chains have its means and sds', async () => {
    const density = normalDensity();
    const { layout } = density;
    const state = startPosterior(4);
    expect(await samplePosterior(density, density, state, settings, hooks)).toBe('done');
    const { whitening } = laplaceAt(
      layout,
      new Float64Array(layout.size),
      await arrowheadAt(density, new Float64Array(layout.size)),
    );
    const exact = await exactMoments(density, whitening);
    for (let c = 0; c < layout.size; c++) {
      const chains = chainsOf(state, c);
      const all = chains.flatMap((chain) => [...chain]);
      const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
      const sd = Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (all.length - 1));
      expect(convergence(chains).rHat).toBeLessThan(1.02);
      expect(Math.abs(mean - (exact.mean[c] ?? 0)) / meanError(chains)).toBeLessThan(4.5);
      expect(Math.abs(sd / (exact.sd[c] ?? 0) - 1)).toBeLessThan(0.1);
    }
  });
});

test('a run that was stopped goes on to the same draws', async () => {
  const density = normalDensity();
  const short = { seed: 3, warmup: 40, draws: 20 };
  const whole = startPosterior(4);
  await samplePosterior(density, density, whole, short, hooks);
  const broken = startPosterior(4);
  let asked = 0;
  const impatient = { ...hooks, shouldStop: async () => broken.whitening !== null && ++asked % 97 === 0 };
  let ends = 0;
  while ((await samplePosterior(density, density, broken, short, impatient)) === 'stopped') ends++;
  expect(ends).toBeGreaterThan(3);
  expect(broken.record.map(({ draws }) => draws)).toEqual(whole.record.map(({ draws }) => draws));
});

/** Of a normal density: one Newton step from 0 is its mean, the inverse of its curvature its covariance. */
async function exactMoments(
  density: JointDensity,
  whitening: Whitening,
): Promise<{ readonly mean: Float64Array; readonly sd: Float64Array }> {
  const { layout, points } = density;
  const { size } = layout;
  const values = jointValues(layout, points);
  await density.evaluate(new Float64Array(points * size), values);
  const x = new Float64Array(size);
  pullBack(
    layout,
    whitening,
    { y: new Float64Array(size), eta: new Float64Array(size), byEta: values.gradient.slice(0, size) },
    x,
    0,
  );
  const mean = new Float64Array(size);
  toEta(layout, whitening, x, mean, 0);
  const variance = new Float64Array(size);
  const eta = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const unit = new Float64Array(size);
    unit[k] = 1;
    toEta(layout, whitening, unit, eta, 0);
    for (let c = 0; c < size; c++) variance[c] = (variance[c] ?? 0) + (eta[c] ?? 0) ** 2;
  }
  return { mean, sd: variance.map(Math.sqrt) };
}

test.each([
  [1, 'where the map has them'],
  [30, 'nearer to the mode, of a map that is far too wide'],
])('chains of a map that is %i times too wide begin %s', async (times) => {
  const density = normalDensity();
  const { layout } = density;
  const state = startPosterior(4);
  const map = await beginAtMode(state, { coarse: density, fine: density }, 3, hooks);
  if (typeof map === 'string' || state.mode === null) throw new Error('it has a mode');
  const widened = (values: Float64Array): Float64Array => values.map((value) => times * value);
  state.whitening = { ...map, shared: widened(map.shared), own: widened(map.own) };
  const stopped = { ...hooks, shouldStop: async () => true };
  expect(await samplePosterior(density, density, state, settings, stopped)).toBe('stopped');
  const values = jointValues(layout, 4);
  const etas = new Float64Array(4 * layout.size);
  for (const { index, point } of state.chains) {
    const x = new Float64Array(4 * layout.size);
    x.set(point.x, index * layout.size);
    toEta(layout, state.whitening, x, etas, index * layout.size);
  }
  await density.evaluate(etas, values);
  for (const value of values.logDensity)
    expect(value).toBeGreaterThan(state.mode.logDensity - 3 * layout.size);
  const squares = state.chains.flatMap(({ point }) => [...point.x]).map((x) => x * x);
  const spread = squares.reduce((sum, one) => sum + one, 0) / squares.length;
  if (times === 1) expect(spread).toBeGreaterThan(0.5);
  else expect(spread).toBeLessThan(0.01);
});
