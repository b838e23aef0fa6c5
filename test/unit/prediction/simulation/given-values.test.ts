import { expect, test } from 'vitest';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../../../../shared/inference/posterior/joint/joint-parameters.ts';
import { placeGiven } from '../../../../shared/prediction/simulation/given-values.ts';
import { drawPoint } from '../../../../shared/prediction/simulation/joint-simulation.ts';
import { pairModel, togetherPlan, tripleModel } from '../../../helpers/together.ts';

const plan = togetherPlan(tripleModel, 5, (signal, t, well) => signal + t * well);
const layout = jointLayout(plan, plan.split.train);
const of = (values: Readonly<Record<string, number>>) =>
  placeGiven(
    layout,
    Object.entries(values).map(([name, value]) => ({ name, value })),
  );

test('correlations are what is stated, all of those that go together', () => {
  const stated = { 'corr(p, q)': -0.6, 'corr(p, s)': 0.5, 'corr(q, s)': -0.2 };
  const { etas, problems } = of(stated);
  expect(problems).toEqual([]);
  const point = new Float64Array(layout.size);
  for (const [place, eta] of etas) point[place] = eta;
  for (const [name, value] of Object.entries(stated)) {
    const place = layout.shared.findIndex(({ parameter }) => parameter === name);
    expect(tableValue(layout, point, place)).toBeCloseTo(value, 10);
  }
});

test.each([
  [{ 'corr(p, q)': -0.6 }, 'depends on corr(p, s), corr(q, s)'],
  [{ 'corr(p, q)': 0.9, 'corr(p, s)': 0.9, 'corr(q, s)': -0.9 }, 'no values can be correlated so'],
])('%o is refused', (values, message) => {
  const { problems } = of(values);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain(message);
});

test('with one of a pair given the other is drawn as it goes with it, whichever comes first', () => {
  const pair = togetherPlan(pairModel, 400, () => 0);
  const all = jointLayout(pair, pair.split.train);
  const known = { p_mean: 0.5, p_a: 0, p_sd: 2, q_mean: 0, q_sd: 1, 'corr(p, q)': -0.8 };
  for (const [given, value, name, mean, sd] of [
    ['p', 2.5, 'q', -0.8, 0.6],
    ['q', Math.exp(1), 'p', 0.5 - 1.6, 1.2],
  ] as const) {
    const { etas, problems } = placeGiven(all, [
      ...Object.entries(known).map(([parameter, number]) => ({ name: parameter, value: number })),
      { name: given, value },
    ]);
    expect(problems).toEqual([]);
    const point = drawPoint({ plan: pair, layout: all, given: () => etas, seed: 3 }, 0, 0);
    const k = all.own.findIndex(({ parameter }) => parameter === name);
    const values = Array.from(all.wells, (_, w) => point[all.shared.length + w * all.own.length + k] ?? 0);
    const found = values.reduce((sum, one) => sum + one, 0) / values.length;
    const square = values.reduce((sum, one) => sum + (one - found) ** 2, 0) / values.length;
    // of 400: standard errors of 0.05 sd and 3.5 %
    expect(Math.abs(found - mean)).toBeLessThan(0.2 * sd);
    expect(Math.abs(Math.sqrt(square) / sd - 1)).toBeLessThan(0.12);
  }
});
