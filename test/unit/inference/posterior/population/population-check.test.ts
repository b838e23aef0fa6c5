import { expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  type JointDensity,
  jointDensity,
} from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { arrowheadAt } from '../../../../../shared/inference/posterior/metric/arrowhead.ts';
import { laplaceAt } from '../../../../../shared/inference/posterior/metric/laplace.ts';
import { marginalDensities } from '../../../../../shared/inference/posterior/population/population-check.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../../helpers/linear-kernel.ts';

/** Normal throughout, so that a map is exact wherever its centre is. */
const spec = linearSpec(
  [
    ['z', 'individual', standardNormal],
    ['u', 'population', standardNormal],
    ['a', 'population', standardNormal],
  ],
  { prec: 4, y: 0.3 },
);
const plan = planOf(everyLevel({ spec }));
const kernel = linearKernel();
kernel.bind(plan.individuals);
const layout = jointLayout(plan, plan.split.train);
const density = jointDensity(plan, layout, kernel, 4);
const places = [-2, 0, 1, 3].map((value) => new Float64Array(layout.shared.length).fill(value));

async function mapAbout(centre: Float64Array) {
  const { whitening } = laplaceAt(layout, centre, await arrowheadAt(density, centre));
  // what is shared stands at the same places
  return { ...whitening, centre: centre.slice() };
}

const shifted = (by: number): Float64Array => {
  const centre = new Float64Array(layout.size);
  fillNormals({ seed: 1, purpose: 'test', step: 0, individual: 0 }, centre);
  return centre.map((value, c) => (c < layout.shared.length ? 0 : by * value));
};

test('of wells that are normal the marginal density is the same wherever the map has them', async () => {
  const near = await marginalDensities(density, await mapAbout(shifted(0)), places);
  const far = await marginalDensities(density, await mapAbout(shifted(5)), places);
  far.forEach((value, n) => {
    expect(value).toBeCloseTo(near[n] ?? Number.NaN, 5);
  });
});

test('slopes that promise what is not there count nothing', async () => {
  const steep: JointDensity = {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, out);
      for (let n = 0; n < out.gradient.length; n++) out.gradient[n] = 1e12 * (out.gradient[n] ?? 0);
    },
  };
  const map = await mapAbout(shifted(1));
  const found = await marginalDensities(density, map, places);
  (await marginalDensities(steep, map, places)).forEach((value, n) => {
    expect(value).toBeLessThanOrEqual(found[n] ?? Number.NaN);
    expect(Number.isFinite(value)).toBe(true);
  });
});
