import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import type { FitPlan } from '../../../../../shared/inference/plan/fit-plan.ts';
import { jointDensity } from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { arrowheadAt } from '../../../../../shared/inference/posterior/metric/arrowhead.ts';
import { breathing } from '../../../../../shared/inference/posterior/metric/breadth.ts';
import { laplaceAt } from '../../../../../shared/inference/posterior/metric/laplace.ts';
import type { Whitening } from '../../../../../shared/inference/posterior/metric/whitening.ts';
import { findMode } from '../../../../../shared/inference/posterior/mode.ts';
import { InnerBounds } from '../../../../../shared/inference/posterior/population/inner-bound.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../../helpers/linear-kernel.ts';
import { quadratureHierarchy } from '../../../../helpers/quadrature-hierarchy.ts';

const count = 8;

async function boundsOf(plan: FitPlan, fails?: (parameters: Float64Array) => boolean) {
  const kernel = linearKernel(fails);
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = jointDensity(plan, layout, kernel, count);
  // any point will do: what is tested holds about each
  const centre = new Float64Array(layout.size);
  fillNormals({ seed: 3, purpose: 'test', step: 0, individual: 0 }, centre);
  for (let c = 0; c < centre.length; c++) centre[c] = 0.3 * (centre[c] ?? 0);
  const { whitening } = laplaceAt(layout, centre, await arrowheadAt(density, centre));
  return { layout, whitening: breathing(layout, whitening), bounds: new InnerBounds(density) };
}

const plans: Readonly<Record<string, () => FitPlan>> = {
  'levels of every kind': () => planOf(everyLevel()),
  'a learned spread': () => quadratureHierarchy(0, 5).plan,
};

describe.each(Object.keys(plans))('the bound of all wells at a draw of what they share: %s', (name) => {
  const plan = (plans[name] as () => FitPlan)();

  test('its slope is that of the bound itself', async () => {
    const { layout, whitening, bounds } = await boundsOf(plan);
    const x = new Float64Array(layout.shared.length);
    fillNormals({ seed: 4, purpose: 'test', step: 0, individual: 0 }, x);
    const at = (place: Float64Array) => bounds.at(whitening, place, { seed: 1, step: 2, draw: 3 }, true);
    const slope = (await at(x)).slope.slice();
    const h = 1e-4;
    for (let c = 0; c < x.length; c++) {
      const moved = (by: number) => x.map((value, n) => (n === c ? value + by : value));
      const above = (await at(moved(h))).value;
      const below = (await at(moved(-h))).value;
      expect(slope[c]).toBeCloseTo((above - below) / (2 * h), 4);
    }
  });

  test('the value is the same with a slope and without', async () => {
    const { layout, whitening, bounds } = await boundsOf(plan);
    const x = new Float64Array(layout.shared.length).fill(0.4);
    const stream = { seed: 1, step: 0, draw: 0 };
    const { value } = await bounds.at(whitening, x, stream, true);
    expect((await bounds.at(whitening, x, stream, false)).value).toBe(value);
  });
});

test('wells follow what they share: where they do not, few of their draws count', async () => {
  // normal throughout, so that the map is exact
  const spec = linearSpec(
    [
      ['z', 'individual', standardNormal],
      ['u', 'population', standardNormal],
      ['a', 'population', standardNormal],
    ],
    { prec: 20, y: 0.3 },
  );
  const plan = planOf(everyLevel({ spec }));
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = jointDensity(plan, layout, kernel, count);
  const mode = await findMode(density, density, 0, { shouldStop: async () => false });
  if (mode === null) throw new Error('nobody stopped it');
  const { whitening } = mode.laplace;
  const bounds = new InnerBounds(density);
  /** Of a well's draws, as a share of them, three sds away along the worst coordinate of what is shared. */
  const worth = async (map: Whitening): Promise<number> => {
    let least = 1;
    for (let c = 0; c < layout.shared.length; c++) {
      const x = layout.shared.map((_, n) => (n === c ? 3 : 0));
      const stream = { seed: 1, step: 0, draw: 0 };
      const { weights } = await bounds.at(map, Float64Array.from(x), stream, false);
      const squares = weights.reduce((sum, one) => sum + one * one, 0);
      least = Math.min(least, layout.wells.length / (squares * count));
    }
    return least;
  };
  expect(await worth(whitening)).toBeGreaterThan(0.999);
  const alone = { ...whitening, coupling: new Float64Array(whitening.coupling.length) };
  expect(await worth(alone)).toBeLessThan(0.7);
});

test('a well without a solution is counted, pulls nowhere, and is worse than any other', async () => {
  const { plan } = quadratureHierarchy(1, 6);
  const { layout, whitening, bounds } = await boundsOf(plan, ([z = 0]) => z > 0);
  const x = new Float64Array(layout.shared.length);
  const stream = { seed: 1, step: 0, draw: 0 };
  const some = await bounds.at(whitening, x, stream, true);
  expect(some.failed).toBe(0);
  expect(some.slope.every(Number.isFinite)).toBe(true);
  const { bounds: none } = await boundsOf(plan, () => true);
  const found = await none.at(whitening, x, stream, true);
  expect(found.failed).toBe(6);
  expect(found.value).toBeLessThan(-5e12);
  expect(found.slope.every(Number.isFinite)).toBe(true);
  expect(found.weights.every((weight) => weight === 0)).toBe(true);
});
