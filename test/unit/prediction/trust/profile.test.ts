import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../../shared/prediction/trust/profile.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../helpers/linear-kernel.ts';
import { sampledLinear } from '../../../helpers/linear-posterior.ts';

const prec = 20;
const spec = linearSpec(
  [
    ['z', 'individual', standardNormal],
    ['u', 'population', standardNormal],
    ['y', 'population', standardNormal],
  ],
  { prec, a: 0.5 },
);
const plan = planOf(everyLevel({ spec }));

/** Of u: z of every well is integrated out, which leaves A with the covariance I / prec + 1 1'; y is of the other signal. */
function exact(): { readonly mean: number; readonly sd: number } {
  let [precision, sum] = [1, 0];
  for (const well of plan.split.train) {
    const { times_h, observations } = plan.individuals[well] ?? { times_h: [], observations: [] };
    const n = times_h.length;
    const taken = (prec * prec) / (1 + n * prec);
    const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    const times = [...times_h];
    const readings = times.map((_, i) => observations[i] ?? 0);
    precision += prec * total(times.map((t) => t * t)) - taken * total(times) ** 2;
    sum += prec * total(times.map((t, i) => t * (readings[i] ?? 0))) - taken * total(times) * total(readings);
  }
  return { mean: sum / precision, sd: 1 / Math.sqrt(precision) };
}

const hooks = { shouldStop: async () => false, onPoint: () => {} };

describe('a profile', () => {
  it('law: of a linear-Gaussian model is the exact posterior', async () => {
    const { layout, state } = await sampledLinear(plan, 100);
    const kernel = linearKernel();
    kernel.bind(plan.individuals);
    const profile = await profileOf(plan, layout, state, { name: 'u', kernel, hooks });
    if (profile?.ok !== true) throw new Error('there is one');
    const { mean, sd } = exact();
    const { points, low, high, drawsLow, drawsHigh } = profile.value;
    expect(points.length).toBe(17);
    const log = (eta: number): number => -0.5 * ((eta - mean) / sd) ** 2;
    const most = points.reduce((top, { eta }) => Math.max(top, log(eta)), Number.NEGATIVE_INFINITY);
    for (const { eta, marginal } of points) expect(Math.abs(marginal - (log(eta) - most))).toBeLessThan(0.01);
    expect(Math.abs((low ?? 0) - (mean - 1.96 * sd))).toBeLessThan(0.12 * sd);
    expect(Math.abs((high ?? 0) - (mean + 1.96 * sd))).toBeLessThan(0.12 * sd);
    // and so are the draws, as far as four hundred tell
    expect(Math.abs(drawsLow - (mean - 1.96 * sd))).toBeLessThan(0.6 * sd);
    expect(Math.abs(drawsHigh - (mean + 1.96 * sd))).toBeLessThan(0.6 * sd);
  });

  it('law: of a learned population is where the draws are, whichever of its parameters is held', async () => {
    const learned = { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' };
    const population = linearSpec(
      [
        ['u', 'population', standardNormal],
        ['a', 'population', { ...standardNormal, distribution: 'LogNormal', mu: -1, sigma: 0.7 }],
        ['z', 'individual', learned],
      ],
      { prec, y: 0.1 },
    );
    const own = planOf(everyLevel({ spec: population }));
    const { layout, state } = await sampledLinear(own, 400);
    const kernel = linearKernel();
    kernel.bind(own.individuals);
    const found = await profileOf(own, layout, state, { name: 'u', kernel, hooks });
    if (found?.ok !== true) throw new Error('there is one');
    const { low, high, drawsLow, drawsHigh } = found.value;
    const width = drawsHigh - drawsLow;
    expect(Math.abs((low ?? Number.NaN) - drawsLow)).toBeLessThan(0.25 * width);
    expect(Math.abs((high ?? Number.NaN) - drawsHigh)).toBeLessThan(0.25 * width);
  });

  it('knows a part by the name that tables give it', async () => {
    const parts = linearSpec([['z', 'individual', standardNormal]], { u: 0.4, y: 0.1, prec });
    const own = planOf(everyLevel({ spec: parts }));
    const { layout, state } = await sampledLinear(own, 40);
    const kernel = linearKernel();
    kernel.bind(own.individuals);
    for (const name of ['a:1', 'a:part 1'])
      expect(await profileOf(own, layout, state, { name, kernel, hooks })).toMatchObject({ ok: true });
  });

  it('of a name that there is not says which there are', async () => {
    const { layout, state } = await sampledLinear(plan, 20);
    const found = await profileOf(plan, layout, state, { name: 'z', kernel: linearKernel(), hooks });
    expect(found).toEqual({ ok: false, reason: 'there is no shared parameter z; there are u, y' });
  });
});
