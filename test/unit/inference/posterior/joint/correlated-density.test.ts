import { describe, expect, test } from 'vitest';
import { halfLogTwoPi } from '../../../../../shared/base/normal.ts';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  correlationsOf,
  etaOfCorrelations,
  rootAt,
} from '../../../../../shared/inference/posterior/joint/correlations.ts';
import { jointDensity, jointValues } from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { tableValue } from '../../../../../shared/inference/posterior/joint/joint-parameters.ts';
import { addPriors } from '../../../../../shared/inference/posterior/joint/joint-prior.ts';
import { eigen } from '../../../../../shared/inference/posterior/metric/symmetric.ts';
import { etaPrior, logDensity } from '../../../../../shared/inference/prior/eta-prior.ts';
import { pairModel, togetherKernel, togetherPlan, tripleModel } from '../../../../helpers/together.ts';

function normals(length: number, step: number): Float64Array {
  const out = new Float64Array(length);
  fillNormals({ seed: 6, purpose: 'test', step, individual: 0 }, out);
  return out;
}

const readings = (signal: number, t: number, well: number): number =>
  signal === 0 ? Math.sin(well) : 0.2 * well + 0.5 * t * (well % 2);

describe.each([
  ['a pair', pairModel],
  ['three, a group and numbers', tripleModel],
])('the joint density where wells’ values go together: %s', (_, model) => {
  const plan = togetherPlan(model, 5, readings);
  const layout = jointLayout(plan, plan.split.train);
  const points = 3;
  const etas = normals(points * layout.size, 0).map((value) => 0.7 * value);

  test('its gradient is the central difference', async () => {
    const density = jointDensity(plan, layout, togetherKernel(plan), points);
    const values = jointValues(layout, points);
    await density.evaluate(etas, values);
    const gradient = values.gradient.slice();
    for (let c = 0; c < layout.size; c++) {
      // the same coordinate of all points at once: none sees another
      const moved = async (by: number): Promise<Float64Array> => {
        await density.evaluate(
          etas.map((value, at) => (at % layout.size === c ? value + by : value)),
          values,
        );
        return values.logDensity.slice();
      };
      const [above, below] = [await moved(1e-5), await moved(-1e-5)];
      for (let p = 0; p < points; p++) {
        const difference = ((above[p] ?? Number.NaN) - (below[p] ?? Number.NaN)) / 2e-5;
        const exact = gradient[p * layout.size + c] ?? Number.NaN;
        expect(Math.abs(exact - difference)).toBeLessThan(1e-5 * (1 + Math.abs(exact)));
      }
    }
  });

  test('wells that count by halves pull by halves', () => {
    const wells = layout.wells.length;
    const pull = (weights: { shared: number; wells: Float64Array } | undefined): Float64Array => {
      const out = new Float64Array(layout.size);
      addPriors(layout, etas.slice(0, layout.size), out, 0, new Float64Array(wells), weights);
      return out;
    };
    const whole = pull(undefined);
    const shared = pull({ shared: 1, wells: new Float64Array(wells) });
    const half = pull({ shared: 1, wells: new Float64Array(wells).fill(0.5) });
    for (const [c, value] of half.entries())
      expect(value).toBeCloseTo(0.5 * ((whole[c] ?? 0) + (shared[c] ?? 0)), 10);
  });

  test('p(z | u) is the normal with the means, sds and correlations that tables show', () => {
    const wells = layout.wells.length;
    const ofWells = new Float64Array(wells);
    const eta = etas.slice(0, layout.size);
    addPriors(layout, eta, new Float64Array(layout.size), 0, ofWells);
    const at = (name: string): number => {
      const place = layout.shared.findIndex(({ parameter }) => parameter === name);
      if (place >= 0) return tableValue(layout, eta, place);
      return Number.NaN;
    };
    const means: Readonly<Record<string, (logA: number) => number>> =
      model === pairModel
        ? { p: (logA) => at('p_mean') + at('p_a') * logA, q: () => at('q_mean') }
        : {
            p: (logA) => 0.4 + at('p_a') * logA + at('p_c') * Math.log(at('c')),
            q: () => at('q_mean'),
            s: (logA) => at('q_mean') + at('s_a') * logA,
          };
    const sds: Readonly<Record<string, number>> = { p: at('p_sd'), q: at('q_sd'), s: 0.8 };
    const names = layout.own.map(({ parameter }) => parameter).filter((name) => name in means);
    const correlation = (one: string, other: string): number => {
      if (one === other) return 1;
      const found = at(`corr(${one}, ${other})`);
      return Number.isNaN(found) ? at(`corr(${other}, ${one})`) : found;
    };
    const covariance = Float64Array.from(
      names.flatMap((one) =>
        names.map((other) => (sds[one] ?? 0) * (sds[other] ?? 0) * correlation(one, other)),
      ),
    );
    const d = names.length;
    const { values, vectors } = eigen(covariance, d);
    for (let w = 0; w < wells; w++) {
      const isBaseline = plan.experiment.individuals[layout.wells[w] ?? 0]?.device === 0;
      const logA = isBaseline ? 0 : Math.log(at('a'));
      const own = (name: string): number =>
        eta[
          layout.shared.length +
            w * layout.own.length +
            layout.own.findIndex(({ parameter }) => parameter === name)
        ] ?? Number.NaN;
      let log = -d * halfLogTwoPi;
      for (let k = 0; k < d; k++) {
        const along = names.reduce(
          (sum, name, i) =>
            sum + (vectors[i * d + k] ?? 0) * (own(name) - (means[name]?.(logA) ?? Number.NaN)),
          0,
        );
        log -= 0.5 * (along ** 2 / (values[k] ?? 0) + Math.log(values[k] ?? 0));
      }
      if (model === tripleModel) {
        // and w on its own, about what its device has
        const device = plan.experiment.devices[isBaseline ? 0 : 1]?.title;
        const lot = layout.shared.findIndex(({ parameter, of }) => parameter === 'lot' && of === device);
        log -= 0.5 * ((own('w') - (eta[lot] ?? 0)) / 0.7) ** 2 + Math.log(0.7) + halfLogTwoPi;
      }
      expect(ofWells[w]).toBeCloseTo(log, 8);
    }
  });
});

test('partial correlations by LKJ are a density of det(R)^(shape - 1)', () => {
  const plan = togetherPlan(tripleModel, 5, readings);
  const layout = jointLayout(plan, plan.split.train);
  const [set] = layout.correlated;
  if (set === undefined) throw new Error('three go together');
  const shape = 1.5;
  const constants = [1, 2, 3].map((step) => {
    const eta = normals(3, step);
    const point = new Float64Array(layout.size);
    for (const [n, place] of set.places.entries()) point[place] = eta[n] ?? 0;
    const matrix = (by: number, c: number): Float64Array => {
      const moved = point.slice();
      moved[set.places[c] ?? 0] = (moved[set.places[c] ?? 0] ?? 0) + by;
      return correlationsOf(rootAt(set, moved, 0), 3);
    };
    // R has (1, 0), (2, 0), (2, 1), which follow eta in a triangle
    let jacobian = 0;
    for (const [c, at] of [3, 6, 7].entries())
      jacobian += Math.log(((matrix(1e-5, c)[at] ?? 0) - (matrix(-1e-5, c)[at] ?? 0)) / 2e-5);
    const root = rootAt(set, point, 0);
    const logDet = [0, 4, 8].reduce((sum, at) => sum + 2 * Math.log(root[at] ?? 0), 0);
    const prior = set.places.reduce((sum, place, n) => {
      const coordinate = layout.shared[place];
      return sum + (coordinate === undefined ? 0 : logDensity(coordinate.prior, eta[n] ?? 0));
    }, 0);
    const found = etaOfCorrelations(correlationsOf(root, 3), 3);
    for (const [n, value] of (found ?? []).entries()) expect(value).toBeCloseTo(eta[n] ?? 0, 8);
    return prior - jacobian - (shape - 1) * logDet;
  });
  expect(constants[1]).toBeCloseTo(constants[0] ?? 0, 6);
  expect(constants[2]).toBeCloseTo(constants[0] ?? 0, 6);
  // of two: 2 Beta(b, b) - 1
  const pair = etaPrior({ distribution: 'LKJ', mu: 1, sigma: 1, lower: -1, upper: 1, statesPrec: false });
  expect(Math.exp(logDensity(pair, 0.8))).toBeCloseTo(Math.exp(0.8) / (1 + Math.exp(0.8)) ** 2, 10);
});
