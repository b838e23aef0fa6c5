import { expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { arrowheadAt } from '../../../../../shared/inference/posterior/metric/arrowhead.ts';
import { breathing, logVolume } from '../../../../../shared/inference/posterior/metric/breadth.ts';
import { laplaceAt } from '../../../../../shared/inference/posterior/metric/laplace.ts';
import { cholesky } from '../../../../../shared/inference/posterior/metric/symmetric.ts';
import { pullBack, toEta } from '../../../../../shared/inference/posterior/metric/whitening.ts';
import {
  allDraws,
  ownPlace,
  startPosterior,
} from '../../../../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../../../../shared/inference/posterior/sample-posterior.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../../../../helpers/linear-kernel.ts';

const points = 4;
const wells = 12;
const widthPrior = { ...standardNormal, distribution: 'LogNormal', mu: -1, sigma: 1.5 } as const;

/** z_i ~ N(u, a) with readings of all wells at 0, whose errors have a precision: of 1e-4 they say nothing. */
function funnel(prec: number): JointDensity {
  const spec = linearSpec(
    [
      ['u', 'population', standardNormal],
      ['a', 'population', widthPrior],
      ['z', 'individual', { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' }],
    ],
    { prec, y: 0 },
  );
  const experiment = linearExperiment(wells + 1, () => 0);
  const plan = planOf(everyLevel({ spec, experiment, split: linearSplit(wells + 1, 1) }));
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  return jointDensity(plan, jointLayout(plan, plan.split.train), kernel, points);
}

async function mapOf(density: JointDensity) {
  const centre = new Float64Array(density.layout.size);
  centre[density.layout.shared.findIndex(({ parameter }) => parameter === 'a')] = -0.5;
  const { whitening } = laplaceAt(density.layout, centre, await arrowheadAt(density, centre));
  return breathing(density.layout, whitening);
}

function normals(length: number, step: number): Float64Array {
  const out = new Float64Array(length);
  fillNormals({ seed: 2, purpose: 'test', step, individual: 0 }, out);
  return out;
}

test('wells that say nothing breathe with their prior, wells that say all do not', async () => {
  for (const one of (await mapOf(funnel(1e-4))).breadth) expect(one).toBeGreaterThan(0.99);
  for (const one of (await mapOf(funnel(1e4))).breadth) expect(one).toBeLessThan(0.01);
});

test.for([1e-4, 1, 30])(
  'slopes of density and volume are central differences, precision %d',
  async (prec) => {
    const density = funnel(prec);
    const { layout } = density;
    const { size } = layout;
    const map = await mapOf(density);
    const values = jointValues(layout, points);
    const at = async (x: Float64Array) => {
      const [eta, byX, y] = [0, 1, 2].map(() => new Float64Array(points * size));
      if (eta === undefined || byX === undefined || y === undefined) throw new Error('there are three');
      toEta(layout, map, x, eta, 0);
      await density.evaluate(eta, values);
      y.set(x);
      pullBack(layout, map, { y, eta, byEta: values.gradient }, byX, 0);
      return { height: (values.logDensity[0] ?? Number.NaN) + logVolume(layout, map, eta, 0), byX };
    };
    const x = normals(size, 1);
    const { byX } = await at(x);
    for (let c = 0; c < size; c++) {
      const by = (step: number) => at(x.map((value, k) => (k === c ? value + step : value)));
      const difference = ((await by(1e-5)).height - (await by(-1e-5)).height) / 2e-5;
      expect(Math.abs((byX[c] ?? 0) - difference)).toBeLessThan(1e-5 * Math.max(10, Math.abs(difference)));
    }
  },
);

test('the volume of the map is what is said of it', async () => {
  const density = funnel(1);
  const { layout } = density;
  const { size } = layout;
  const map = await mapOf(density);
  const [one, other] = [1, 2].map((step) => {
    const x = normals(size, step);
    const eta = (of: Float64Array): Float64Array => {
      const out = new Float64Array(size);
      toEta(layout, map, of, out, 0);
      return out;
    };
    const slopes = new Float64Array(size * size);
    for (let c = 0; c < size; c++) {
      const [up, down] = [1e-6, -1e-6].map((by) => eta(x.map((value, k) => (k === c ? value + by : value))));
      for (let r = 0; r < size; r++) slopes[r * size + c] = ((up?.[r] ?? 0) - (down?.[r] ?? 0)) / 2e-6;
    }
    const square = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        for (let k = 0; k < size; k++)
          square[i * size + j] =
            (square[i * size + j] ?? 0) + (slopes[k * size + i] ?? 0) * (slopes[k * size + j] ?? 0);
    const root = cholesky(square, size);
    let log = 0;
    for (let c = 0; c < size; c++) log += Math.log(root?.[c * (size + 1)] ?? Number.NaN);
    return log - logVolume(layout, map, eta(x), 0);
  });
  expect(one).toBeCloseTo(other ?? Number.NaN, 4);
});

test('chains go down to the neck of a funnel: the spread of wells that say nothing has its prior', async () => {
  const density = funnel(1e-4);
  const { layout } = density;
  const state = startPosterior(points);
  let divergent = 0;
  const end = await samplePosterior(
    density,
    density,
    state,
    { seed: 3, warmup: 300, draws: 1000 },
    { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} },
  );
  for (const one of state.record) divergent += one.divergent;
  expect(end).toBe('done');
  expect(divergent).toBeLessThan(20);
  const a = layout.shared.findIndex(({ parameter }) => parameter === 'a');
  const logs = allDraws(state).map((draw) => draw[a] ?? Number.NaN);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const sd = Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
  expect(Math.abs(mean - widthPrior.mu)).toBeLessThan(0.25);
  expect(sd).toBeGreaterThan(1.3);
  expect(sd).toBeLessThan(1.7);
  expect(Math.min(...logs)).toBeLessThan(widthPrior.mu - 2 * widthPrior.sigma);
  // and each well, given the spread, has its prior about u
  const u = layout.shared.findIndex(({ parameter }) => parameter === 'u');
  const z = ownPlace(layout, 0, 0);
  const deviations = allDraws(state).map(
    (draw) => ((draw[z] ?? 0) - (draw[u] ?? 0)) / Math.exp(draw[a] ?? 0),
  );
  const square = deviations.reduce((sum, one) => sum + one * one, 0) / deviations.length;
  expect(square).toBeGreaterThan(0.85);
  expect(square).toBeLessThan(1.15);
});
