import { describe, expect, it } from 'vitest';
import type { JointDensity } from '../../../../shared/inference/posterior/joint/joint-density.ts';
import { addPriors } from '../../../../shared/inference/posterior/joint/joint-prior.ts';
import { identifiability } from '../../../../shared/prediction/trust/identifiability.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearSpec, standardNormal } from '../../../helpers/linear-kernel.ts';
import { sampledLinear } from '../../../helpers/linear-posterior.ts';

const logNormal = { ...standardNormal, distribution: 'LogNormal' as const };
const plan = planOf(
  everyLevel({
    spec: linearSpec(
      [
        ['z', 'individual', standardNormal],
        ['u', 'population', logNormal],
        ['y', 'population', logNormal],
      ],
      { prec: 20, a: 0.5 },
    ),
  }),
);

/** Readings are replaced by what is known of sums of log u and log y: [coefficient of each, value], with sd 0.05. */
function knowing(sums: readonly (readonly [number, number, number])[]) {
  return (density: JointDensity): JointDensity => {
    const { layout, points } = density;
    const [u, y] = ['u', 'y'].map((name) => layout.shared.findIndex(({ parameter }) => parameter === name));
    if (u === undefined || y === undefined) throw new Error('both are shared');
    return {
      ...density,
      async evaluate(etas, out) {
        out.gradient.fill(0);
        out.failed.fill(0);
        for (let p = 0; p < points; p++) {
          const from = p * layout.size;
          const own = out.ofWells.subarray(p * layout.wells.length, (p + 1) * layout.wells.length);
          let sum = addPriors(layout, etas, out.gradient, from, own);
          for (const value of own) sum += value;
          for (const [a, b, value] of sums) {
            const rest = a * (etas[from + u] ?? 0) + b * (etas[from + y] ?? 0) - value;
            sum -= 0.5 * (rest / 0.05) ** 2;
            out.gradient[from + u] = (out.gradient[from + u] ?? 0) - (a * rest) / 0.05 ** 2;
            out.gradient[from + y] = (out.gradient[from + y] ?? 0) - (b * rest) / 0.05 ** 2;
          }
          out.logDensity[p] = sum;
        }
      },
    };
  };
}

async function found(sums: Parameters<typeof knowing>[0]) {
  const { layout, state } = await sampledLinear(plan, 400, knowing(sums));
  const result = identifiability(layout, state);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

describe('identifiability', () => {
  it('law: where the readings know a product alone, the product is named and its factors are not', async () => {
    const { directions, combinations, unknown } = await found([[1, 1, 0.3]]);
    expect(directions.length).toBe(1);
    expect(directions[0]?.ratio.low).toBeLessThan(1);
    expect(directions[0]?.ratio.high).toBeGreaterThan(1);
    expect(combinations.map(({ sum }) => sum)).toEqual(['log u + log y']);
    const [product] = combinations;
    // prior variance 2, posterior 1 / (1/2 + 400) of the sum
    const exact = 2 * (0.5 + 1 / 0.05 ** 2);
    expect(product?.ratio.low).toBeLessThan(exact);
    expect(product?.ratio.high).toBeGreaterThan(exact);
    expect(product?.sd).toBeCloseTo(0.05, 2);
    expect(product?.priorSd).toBeCloseTo(Math.SQRT2, 2);
    expect(unknown).toEqual([]);
  });

  it('law: powers are told: u^2 y', async () => {
    const { combinations } = await found([[2, 1, 0.3]]);
    expect(combinations.map(({ sum }) => sum)).toEqual(['2 log u + log y']);
  });

  it('where both are known there is none', async () => {
    const { parameters, directions, combinations, unknown } = await found([
      [1, 0, 0.2],
      [0, 1, 0.1],
    ]);
    expect([parameters, directions, combinations, unknown]).toEqual([2, [], [], []]);
  });

  it('where one is known the other is named alone', async () => {
    const { combinations, unknown } = await found([[1, 0, 0.2]]);
    expect(combinations).toEqual([]);
    expect(unknown.map(({ name }) => name)).toEqual(['y']);
    expect(unknown[0]?.ratio.low).toBeLessThan(1);
    expect(unknown[0]?.ratio.high).toBeGreaterThan(1);
  });

  it('of a handful of draws nothing is told', async () => {
    const { layout, state } = await sampledLinear(plan, 20, knowing([[1, 1, 0.3]]));
    for (const record of state.record) record.draws.splice(8);
    expect(identifiability(layout, state)).toMatchObject({ ok: false });
  });
});
