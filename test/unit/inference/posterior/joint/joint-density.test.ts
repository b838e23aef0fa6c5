import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import { jointDensity, jointValues } from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import type { PriorSpec } from '../../../../../shared/model/prior.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../../helpers/linear-kernel.ts';

const learned: PriorSpec = { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' };
const bounded: PriorSpec = {
  distribution: 'TruncatedNormal',
  mu: 0,
  sigma: 1,
  lower: -2,
  upper: 3,
  statesPrec: false,
};

const plans = {
  'every level': planOf(everyLevel()),
  'a learned mean and sd': planOf(
    everyLevel({
      spec: {
        ...linearSpec(
          [
            ['u', 'population', standardNormal],
            ['a', 'population', { ...standardNormal, distribution: 'LogNormal' }],
            ['z', 'individual', learned],
          ],
          { prec: 20, y: 0.3 },
        ),
      },
    }),
  ),
  'bounded priors': planOf(
    everyLevel({
      spec: linearSpec(
        [
          ['u', 'population', bounded],
          ['z', 'individual', bounded],
          ['y', 'group', bounded],
        ],
        { prec: 20 },
      ),
    }),
  ),
};

describe.each(Object.entries(plans))('the joint density, %s', (_, plan) => {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const points = 3;
  const density = jointDensity(plan, layout, kernel, points);
  const etas = new Float64Array(points * layout.size);
  fillNormals({ seed: 4, purpose: 'test', step: 0, individual: 0 }, etas);

  test('its gradient is the central difference', async () => {
    const values = jointValues(layout, points);
    await density.evaluate(etas, values);
    const { gradient } = { gradient: values.gradient.slice() };
    for (let p = 0; p < points; p++) {
      for (let c = 0; c < layout.size; c++) {
        const at = p * layout.size + c;
        const moved = async (by: number): Promise<number> => {
          const shifted = etas.slice();
          shifted[at] = (shifted[at] ?? 0) + by;
          await density.evaluate(shifted, values);
          return values.logDensity[p] ?? Number.NaN;
        };
        const difference = ((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5;
        const exact = gradient[at] ?? Number.NaN;
        expect(Math.abs(exact - difference)).toBeLessThan(1e-5 * (1 + Math.abs(exact)));
      }
    }
  });

  test('has each value once: the shared ones first, then each well’s own', () => {
    const { shared, own, wells, size, places } = layout;
    expect(size).toBe(shared.length + wells.length * own.length);
    expect(new Set(places.filter((place) => place >= 0))).toEqual(
      new Set(Array.from({ length: size }, (_, c) => c)),
    );
  });
});

test('a well without a solution is counted, and its likelihood left out', async () => {
  const plan = plans['every level'];
  const kernel = linearKernel(([z = 0]) => z > 1);
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = jointDensity(plan, layout, kernel, 1);
  const values = jointValues(layout, 1);
  const eta = new Float64Array(layout.size);
  await density.evaluate(eta, values);
  expect(values.failed[0]).toBe(0);
  eta[layout.shared.length] = 2;
  await density.evaluate(eta, values);
  expect(values.failed[0]).toBe(1);
  expect(Number.isFinite(values.logDensity[0])).toBe(true);
});
