import { describe, expect, it } from 'vitest';
import { fillNormals } from '../../../../shared/base/random.ts';
import { jointLayout } from '../../../../shared/inference/posterior/joint/joint-layout.ts';
import { startPosterior } from '../../../../shared/inference/posterior/posterior-state.ts';
import { amongOthers, populationTable } from '../../../../shared/prediction/trust/population-check.ts';
import { noReplicates, replicateWell } from '../../../../shared/prediction/trust/replicate-well.ts';
import { seedDifferences } from '../../../../shared/prediction/trust/shared-moments.ts';
import { shrinkages } from '../../../../shared/prediction/trust/shrinkage.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSpec,
  linearSplit,
  linearTimes,
  standardNormal,
} from '../../../helpers/linear-kernel.ts';

const wells = 80;
const prec = 25;
const [u, a] = [0.4, 0.5];
/** Hours, of errors that last. */
const tau = 0.5;
const learned = { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' };

/** z ~ N(u, a); A = z + u t, B = 0.3 + a t, errors of sd 0.2 that are independent or last. */
function planWith(lasting: boolean) {
  const all = Array.from({ length: wells }, (_, well) => {
    const normals = new Float64Array(21);
    fillNormals({ seed: 6, purpose: 'test', step: well, individual: 0 }, normals);
    const carried = lasting ? Math.exp(-0.1 / tau) : 0;
    for (let n = 1; n < 20; n++)
      if (n !== 10)
        normals[n] = carried * (normals[n - 1] ?? 0) + Math.sqrt(1 - carried ** 2) * (normals[n] ?? 0);
    return normals;
  });
  const experiment = linearExperiment(wells, (signal, t, well) => {
    const own = all[well] ?? new Float64Array(21);
    const error = (own[10 * signal + Math.round(10 * t)] ?? 0) / Math.sqrt(prec);
    return (signal === 0 ? u + a * (own[20] ?? 0) + u * t : 0.3 + a * t) + error;
  });
  const spec = linearSpec(
    [
      ['u', 'population', standardNormal],
      ['a', 'population', { ...standardNormal, distribution: 'LogNormal' }],
      ['z', 'individual', learned],
    ],
    { prec, y: 0.3 },
  );
  return planOf(everyLevel({ spec, experiment, split: linearSplit(wells, 1) }));
}

/** Wells among those simulated from u and log a that are known; `scale`: what a is said to be. */
interface Checked {
  readonly lasting?: boolean;
  readonly scale?: number;
  readonly told?: boolean;
}

async function checked({ lasting = false, scale = 1, told = lasting }: Checked = {}) {
  const plan = planWith(lasting);
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const draw = new Float32Array(layout.size);
  layout.shared.forEach(({ parameter }, c) => {
    draw[c] = parameter === 'u' ? u : Math.log(scale * a);
  });
  const found = [];
  for (let well = 0; well < wells; well++) {
    const simulated = await replicateWell(plan, { layout, draws: [draw] }, kernel, { well, count: 1000 });
    const lasts = simulated.settings.map((own) => own.map((one) => ({ ...one, correlation: tau })));
    const replicates = told ? { ...simulated, settings: lasts } : simulated;
    for (const one of amongOthers(plan, replicates, { well, set: 'train' }))
      found.push({ ...one, device: 'all' });
  }
  return { rows: populationTable(found), plan, kernel, layout, draw };
}

const far = ({ value, error }: { readonly value: number; readonly error: number }, is: number): number =>
  Math.abs(value - is) / error;

describe('wells simulated from the population', () => {
  it('law: have the mean and the spread of the population', async () => {
    const { plan, kernel, layout, draw } = await checked();
    const { count, means, sds } = await replicateWell(plan, { layout, draws: [draw] }, kernel, {
      ...{ well: 3, count: 4000 },
    });
    expect(count).toBe(4000);
    linearTimes.forEach((t, n) => {
      const own = Float64Array.from({ length: count }, (_, r) => means[r * 20 + n] ?? Number.NaN);
      const mean = own.reduce((sum, value) => sum + value, 0) / count;
      const sd = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
      expect(Math.abs(mean - (u + u * t))).toBeLessThan((4 * a) / Math.sqrt(count));
      expect(sd / a).toBeCloseTo(1, 1);
    });
    expect(sds[0]).toBeCloseTo(0.2, 9);
  });

  it('law: wells of the model lie among them as they should: shares, mean and variance', async () => {
    const { rows } = await checked();
    expect(rows.map(({ signal, wells: n }) => [signal, n])).toEqual([
      ['A', wells],
      ['B', wells],
    ]);
    for (const { inside50, inside95, npdeMean, npdeVariance } of rows) {
      expect(far(inside50, 0.5)).toBeLessThan(3.5);
      expect(far(inside95, 0.95)).toBeLessThan(3.5);
      expect(far(npdeMean, 0)).toBeLessThan(3.5);
      expect(far(npdeVariance, 1)).toBeLessThan(3.5);
    }
  });

  it('which they do not where the spread among wells is said to be a third', async () => {
    const [row] = (await checked({ scale: 1 / 3 })).rows;
    if (row === undefined) throw new Error('A has readings');
    expect(row.inside95.value).toBeLessThan(0.95 - 4 * row.inside95.error);
    expect(row.npdeVariance.value).toBeGreaterThan(1 + 3 * row.npdeVariance.error);
  });

  it('law: errors that last are decorrelated with their correlation time, and only with it', async () => {
    for (const { npdeVariance } of (await checked({ lasting: true })).rows)
      expect(far(npdeVariance, 1)).toBeLessThan(3.5);
    const off = (await checked({ lasting: true, told: false })).rows;
    expect(off.some(({ npdeVariance }) => far(npdeVariance, 1) > 4)).toBe(true);
  });

  it('there are none where the spec gives the spread among wells as numbers', () => {
    expect(noReplicates(planWith(false))).toBeNull();
    expect(noReplicates(planOf(everyLevel()))).toContain('p(z|u) is not learned');
  });
});

describe('shrinkage', () => {
  const plan = planWith(false);
  const layout = jointLayout(plan, plan.split.train);
  /** Four chains of draws in which wells keep a share of their spread, and omega is a. */
  function stateWith(kept: number) {
    const state = startPosterior(4);
    const spread = Array.from(layout.wells, (_, w) => Math.sin(1 + w * 2.399));
    const mean = spread.reduce((sum, value) => sum + value, 0) / spread.length;
    const sd = Math.sqrt(spread.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (spread.length - 1));
    for (const { draws } of state.record) {
      for (let n = 0; n < 30; n++) {
        const draw = new Float32Array(layout.size);
        layout.shared.forEach(({ parameter }, c) => {
          draw[c] = parameter === 'a' ? Math.log(a) : u;
        });
        spread.forEach((value, w) => {
          draw[layout.shared.length + w] =
            u + (kept * a * (value - mean)) / sd + 0.1 * (n % 2 === 0 ? 1 : -1);
        });
        draws.push(draw);
      }
    }
    return state;
  }

  it.each([0, 0.5, 1])('law: where wells keep %f of their spread it is one less the square', (kept) => {
    const found = shrinkages(plan, layout, stateWith(kept));
    if (!found.ok) throw new Error(found.reason);
    const [one] = found.value;
    expect(one?.parameter).toBe('z');
    expect(one?.shrinkage).toBeCloseTo(1 - kept ** 2, 5);
    expect(one?.low).toBeCloseTo(1 - kept ** 2, 5);
  });

  it('is absent where the spread among wells is not learned', () => {
    const stated = planOf(everyLevel());
    const other = jointLayout(stated, stated.split.train);
    expect(shrinkages(stated, other, startPosterior(4))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not learned'),
    });
  });
});

it('means of other seeds are flagged from 0.3 sd on', () => {
  const moment = (name: string, mean: number) => ({ name, mean, sd: 2, meanError: 0.1 });
  const found = seedDifferences(
    [moment('a', 0), moment('b', 0), moment('c', 0)],
    [moment('a', 0.5), moment('b', -0.7)],
  );
  expect(found.map(({ name, shift, flagged }) => [name, shift, flagged])).toEqual([
    ['a', 0.25, false],
    ['b', -0.35, true],
  ]);
  expect(found[0]?.error).toBeCloseTo(Math.hypot(0.1, 0.1) / 2, 9);
});
