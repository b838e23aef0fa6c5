import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../../../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../../../../shared/inference/posterior/joint/joint-layout.ts';
import { arrowheadAt } from '../../../../../shared/inference/posterior/metric/arrowhead.ts';
import { laplaceAt } from '../../../../../shared/inference/posterior/metric/laplace.ts';
import { refined } from '../../../../../shared/inference/posterior/metric/refine-whitening.ts';
import {
  pullBack,
  toEta,
  type Whitening,
} from '../../../../../shared/inference/posterior/metric/whitening.ts';
import { everyLevel, planOf } from '../../../../helpers/linear-fit.ts';
import { linearKernel, linearModel, linearSpec, standardNormal } from '../../../../helpers/linear-kernel.ts';

const points = 4;

/** u is at its limit: readings ask for a slope of 3, and the model lets it be 1 at most. */
function limitedDensity(): JointDensity {
  const spec = linearSpec(
    [
      ['z', 'individual', standardNormal],
      ['u', 'population', standardNormal],
      ['y', 'group', standardNormal],
    ],
    { prec: 20, a: 0.5 },
  );
  const model = linearModel();
  const parameters = model.parameters.map((one) =>
    one.name === 'u' ? { ...one, limits: { lower: -2, upper: 1 } } : one,
  );
  const plan = planOf(everyLevel({ spec, model: { ...model, parameters } }));
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  return jointDensity(plan, jointLayout(plan, plan.split.train), kernel, points);
}

/** With a bend of what is shared that a well follows, and one within a well. */
async function mapOf(density: JointDensity): Promise<Whitening> {
  const centre = new Float64Array(density.layout.size);
  centre[density.layout.shared.findIndex(({ parameter }) => parameter === 'u')] = 0.8;
  const { whitening } = laplaceAt(density.layout, centre, await arrowheadAt(density, centre));
  const [first, second] = [density.layout.shared.length, density.layout.shared.length + 1];
  const bend = { offset: 0.2, meanSquare: 1 };
  return {
    ...whitening,
    curves: [
      { ...bend, along: [0], direction: [1], followers: [1, first], linear: [0.3, 0.1], square: [0.2, -0.4] },
      { ...bend, along: [second], direction: [0.7], followers: [first], linear: [0], square: [0.5] },
    ],
  };
}

function normals(length: number, step: number): Float64Array {
  const out = new Float64Array(length);
  fillNormals({ seed: 2, purpose: 'test', step, individual: 0 }, out);
  return out;
}

describe('the map of a posterior with a limit', () => {
  test('gradients pulled back are central differences along its coordinates', async () => {
    const density = limitedDensity();
    const { layout } = density;
    const { size } = layout;
    const map = await mapOf(density);
    const values = jointValues(layout, points);
    const at = async (x: Float64Array) => {
      const eta = new Float64Array(points * size);
      toEta(layout, map, x, eta, 0);
      await density.evaluate(eta, values);
      const byX = new Float64Array(points * size);
      const y = new Float64Array(points * size);
      y.set(x);
      pullBack(layout, map, { y, eta, byEta: values.gradient }, byX, 0);
      return { logDensity: values.logDensity[0] ?? Number.NaN, byX };
    };
    const x = normals(size, 1);
    const { byX } = await at(x);
    for (let c = 0; c < size; c++) {
      const by = (step: number) => at(x.map((value, k) => (k === c ? value + step : value)));
      const difference = ((await by(1e-5)).logDensity - (await by(-1e-5)).logDensity) / 2e-5;
      expect(Math.abs((byX[c] ?? 0) - difference)).toBeLessThan(1e-5 * Math.max(10, Math.abs(difference)));
    }
  });

  test('has the same volume everywhere, so that densities need no correction', async () => {
    const density = limitedDensity();
    const { layout } = density;
    const map = await mapOf(density);
    const logVolumes = [1, 2, 3].map((step) =>
      logDeterminant(jacobian(density, map, normals(layout.size, step))),
    );
    for (const one of logVolumes) expect(one).toBeCloseTo(logVolumes[0] ?? Number.NaN, 4);
  });

  test('what follows the limited one follows what is seen of it', async () => {
    const density = limitedDensity();
    const { layout } = density;
    const map = { ...(await mapOf(density)), curves: [] };
    const u = layout.shared.findIndex(({ parameter }) => parameter === 'u');
    const x = new Float64Array(layout.size);
    const far = (by: number): Float64Array => {
      const eta = new Float64Array(layout.size);
      x[u] = by;
      toEta(layout, map, x, eta, 0);
      return eta;
    };
    // so far beyond the limit that nothing more is seen: eta goes on, the wells stay
    const [one, other] = [far(40), far(80)];
    expect((other[u] ?? 0) - (one[u] ?? 0)).toBeGreaterThan(1);
    for (let c = layout.shared.length; c < layout.size; c++) expect(other[c]).toBeCloseTo(one[c] ?? 0, 6);
  });

  test('made better by draws it has the same points elsewhere', async () => {
    const density = limitedDensity();
    const { layout } = density;
    const map = await mapOf(density);
    const draws = Array.from({ length: 60 }, (_, n) =>
      normals(layout.size, 10 + n).map((value) => 2 * value + 0.5),
    );
    const better = await refined(density, map, draws, 'steep');
    const [before, after] = [new Float64Array(layout.size), new Float64Array(layout.size)];
    for (const draw of draws.slice(0, 5)) {
      toEta(layout, map, draw, before, 0);
      toEta(layout, better.whitening, better.moved(draw), after, 0);
      after.forEach((value, c) => {
        expect(value).toBeCloseTo(before[c] ?? Number.NaN, 8);
      });
    }
  });
});

/** d eta / d x by central differences, [eta, x]. */
function jacobian({ layout }: JointDensity, map: Whitening, x: Float64Array): Float64Array {
  const { size } = layout;
  const out = new Float64Array(size * size);
  const [up, down] = [new Float64Array(size), new Float64Array(size)];
  for (let c = 0; c < size; c++) {
    const by = (step: number) => x.map((value, k) => (k === c ? value + step : value));
    toEta(layout, map, by(1e-6), up, 0);
    toEta(layout, map, by(-1e-6), down, 0);
    for (let r = 0; r < size; r++) out[r * size + c] = ((up[r] ?? 0) - (down[r] ?? 0)) / 2e-6;
  }
  return out;
}

/** By elimination with pivots. */
function logDeterminant(matrix: Float64Array): number {
  const n = Math.sqrt(matrix.length);
  const rows = Array.from({ length: n }, (_, r) => [...matrix.subarray(r * n, (r + 1) * n)]);
  let log = 0;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]?.[c] ?? 0) > Math.abs(rows[pivot]?.[c] ?? 0)) pivot = r;
    const [top, swapped] = [rows[c] ?? [], rows[pivot] ?? []];
    rows[c] = swapped;
    rows[pivot] = top;
    const lead = swapped[c] ?? 0;
    log += Math.log(Math.abs(lead));
    for (let r = c + 1; r < n; r++) {
      const row = rows[r] ?? [];
      const share = (row[c] ?? 0) / lead;
      for (let k = c; k < n; k++) row[k] = (row[k] ?? 0) - share * (swapped[k] ?? 0);
    }
  }
  return log;
}
