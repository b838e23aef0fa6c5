import { expect, test } from 'vitest';
import { present } from '../../../../../shared/base/assert.ts';
import { effectiveDraws } from '../../../../../shared/inference/diagnostics/pareto.ts';
import { drawHeldOut } from '../../../../../shared/inference/posterior/held-out/held-out-draws.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearSpec, standardNormal } from '../../../../helpers/linear-kernel.ts';

const prec = 20;

/** A = z + u t and B = y + a t: all but z is the same for all wells. */
function setUp(fails?: (parameters: Float64Array) => boolean) {
  const spec = linearSpec(
    [
      ['z', 'individual', standardNormal],
      ['u', 'population', standardNormal],
    ],
    { prec, a: 0.5, y: 0.1 },
  );
  const plan = planOf(everyLevel({ spec }));
  const kernel = linearKernel(fails);
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  return { plan, kernel, layout, well: present(plan.split.validation[0], 'a well validates') };
}

/** log p(x | u) with z integrated out: of A the covariance is I / prec + 1 1'. */
function exactDensity({ plan, well }: Pick<ReturnType<typeof setUp>, 'plan' | 'well'>, u: number) {
  const { times_h, observations } = present(plan.individuals[well], 'it is an individual');
  const n = times_h.length;
  const a = Array.from(times_h, (t, i) => (observations[i] ?? 0) - u * t);
  const b = Array.from(times_h, (t, i) => (observations[n + i] ?? 0) - (0.1 + 0.5 * t));
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);
  const total = a.reduce((sum, value) => sum + value, 0);
  const variance = 1 / (1 + n * prec);
  const logNormal = -n * Math.log(2 * Math.PI) + n * Math.log(prec) - 0.5 * prec * (squares(a) + squares(b));
  const mean = variance * prec * total;
  return {
    log: logNormal + 0.5 * Math.log(variance) + (0.5 * mean * mean) / variance,
    mean,
    sd: Math.sqrt(variance),
  };
}

test('of a well without a part in the fit: its own values given each draw, and its density, are exact', async () => {
  const made = setUp();
  const { layout, plan, kernel, well } = made;
  // what wells share is known: u = 0.4 in every draw; the training wells' own values are anything
  const draws = Array.from({ length: 2000 }, () => Float32Array.from({ length: layout.size }, () => 0.4));
  const found = await drawHeldOut(plan, { layout, draws }, kernel, well);
  const exact = exactDensity(made, Math.fround(0.4));
  const weights = found.logWeights.map((log) => Math.exp(log - exact.log));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expect(total / weights.length).toBeCloseTo(1, 1);
  expect(effectiveDraws(weights)).toBeGreaterThan(1500);
  const z = Float64Array.from(weights, (_, k) => found.parameters[k * 5] ?? Number.NaN);
  const mean = z.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0) / total;
  const variance = z.reduce((sum, value, k) => sum + (value - mean) ** 2 * (weights[k] ?? 0), 0) / total;
  expect(Math.abs(mean - exact.mean) / exact.sd).toBeLessThan(0.1);
  expect(Math.sqrt(variance) / exact.sd).toBeCloseTo(1, 1);
  expect(found.unseen).toEqual([]);
});

test('what wells share moves its own values along', async () => {
  const made = setUp();
  const { layout, plan, kernel, well } = made;
  const us = [-1, 0, 1, 2];
  const draws = us.flatMap((u) =>
    Array.from({ length: 500 }, () => Float32Array.from({ length: layout.size }, () => u)),
  );
  const found = await drawHeldOut(plan, { layout, draws }, kernel, well);
  us.forEach((u, n) => {
    const own = found.logWeights.slice(500 * n, 500 * (n + 1));
    const exact = exactDensity(made, u);
    const mean = own.reduce((sum, log) => sum + Math.exp(log - exact.log), 0) / own.length;
    expect(mean, `u = ${u}`).toBeCloseTo(1, 1);
  });
});

test('draws without a solution weigh nothing', async () => {
  const { layout, plan, kernel, well } = setUp(([, u = 0]) => u > 1);
  const draws = [0, 2].map((u) => Float32Array.from({ length: layout.size }, () => u));
  const { logWeights } = await drawHeldOut(plan, { layout, draws }, kernel, well);
  expect(Number.isFinite(logWeights[0])).toBe(true);
  expect(logWeights[1]).toBe(Number.NEGATIVE_INFINITY);
});
