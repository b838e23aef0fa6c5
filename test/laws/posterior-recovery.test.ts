import { describe, expect, test } from 'vitest';
import { fillNormals } from '../../shared/base/random.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { allDraws, ownPlace, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import { everyLevel, planOf } from '../helpers/linear-fit.ts';
import {
  linearExperiment,
  linearKernel,
  linearSpec,
  linearSplit,
  standardNormal,
} from '../helpers/linear-kernel.ts';

/**
 * Simulate -> sample -> recover: truths drawn from their priors lie in 90 % of the posteriors' 90 % intervals. Five sets, so
 * that it takes seconds; `npm run long -- recover` will have fifty.
 */
const sets = 5;
const wells = 10;
/** So low that priors count: what a density misses is not made up for by readings. */
const prec = 0.2;
const learned = { ...standardNormal, muParameter: 'u', sigmaParameter: 'a' };

interface Truth {
  readonly u: number;
  readonly logA: number;
  readonly z: Float64Array;
}

/** z_i ~ N(u, a), log a ~ N(0, 0.5); A = z + u t, B = 0.3 + a t, with errors of precision `prec`. */
function simulated(set: number): { readonly truth: Truth; readonly density: JointDensity } {
  const normals = (individual: number, count: number): Float64Array => {
    const out = new Float64Array(count);
    fillNormals({ seed: 11, purpose: 'test', step: set, individual }, out);
    return out;
  };
  const [u = 0, logA = 0] = normals(0, 2).map((value, n) => (n === 0 ? value : 0.5 * value));
  const a = Math.exp(logA);
  const z = normals(1, wells).map((value) => u + a * value);
  const errors = normals(2, wells * 2 * 10);
  let next = 0;
  const reading = (signal: number, t: number, well: number): number =>
    (signal === 0 ? (z[well] ?? 0) + u * t : 0.3 + a * t) + (errors[next++] ?? 0) / Math.sqrt(prec);
  const spec = linearSpec(
    [
      ['u', 'population', standardNormal],
      ['a', 'population', { ...standardNormal, distribution: 'LogNormal', sigma: 0.5 }],
      ['z', 'individual', learned],
    ],
    { prec, y: 0.3 },
  );
  // one more well validates, which every plan has
  const experiment = linearExperiment(wells + 1, reading);
  const plan = planOf(everyLevel({ spec, experiment, split: linearSplit(wells + 1, 1) }));
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  return {
    truth: { u, logA, z },
    density: jointDensity(plan, jointLayout(plan, plan.split.train), kernel, 4),
  };
}

/** How many of all truths are in their posterior's 90 % interval, and how many there are. */
async function covered(change: (density: JointDensity) => JointDensity): Promise<readonly [number, number]> {
  let inside = 0;
  let all = 0;
  for (let set = 0; set < sets; set++) {
    const { truth, density } = simulated(set);
    const changed = change(density);
    const state = startPosterior(4);
    const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
    const end = await samplePosterior(changed, changed, state, { seed: set, warmup: 150, draws: 150 }, hooks);
    expect(end).toBe('done');
    const { layout } = density;
    const place = (name: string): number => layout.shared.findIndex(({ parameter }) => parameter === name);
    const truths: (readonly [number, number])[] = [
      [place('u'), truth.u],
      [place('a'), truth.logA],
      ...Array.from(truth.z, (value, w) => [ownPlace(layout, w, 0), value] as const),
    ];
    for (const [coordinate, value] of truths) {
      const draws = Float64Array.from(allDraws(state), (draw) => draw[coordinate] ?? Number.NaN).sort();
      const at = (share: number): number => draws[Math.round(share * (draws.length - 1))] ?? Number.NaN;
      if (value >= at(0.05) && value <= at(0.95)) inside++;
      all++;
    }
  }
  return [inside, all];
}

describe('simulate, sample, recover', () => {
  test('90 % intervals cover 90 % of truths', async () => {
    const [inside, all] = await covered((density) => density);
    expect(all).toBe(sets * (2 + wells));
    // Of 60 with probability 0.9: fewer than 46 one time in 1,500, all of them one time in 550.
    expect(inside).toBeGreaterThanOrEqual(46);
    expect(inside).toBeLessThan(60);
  });

  test('which they do not where the density is another: p(z | u, a) divided by a four times', async () => {
    const [inside] = await covered(dividedAgain);
    expect(inside).toBeLessThan(46);
  });

  test('nor where readings are counted four times', async () => {
    const [inside] = await covered((density) => tempered(density, 4));
    // intervals of half the width cover 59 %
    expect(inside).toBeLessThan(46);
  });
});

/** log p(z | u, a) with three more of the -log a of each well. */
function dividedAgain(density: JointDensity): JointDensity {
  const { layout } = density;
  const place = layout.shared.findIndex(({ parameter }) => parameter === 'a');
  return {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, out);
      for (let p = 0; p < density.points; p++) {
        const at = p * layout.size + place;
        out.logDensity[p] = (out.logDensity[p] ?? 0) - 3 * wells * (points[at] ?? 0);
        out.gradient[at] = (out.gradient[at] ?? 0) - 3 * wells;
      }
    },
  };
}

/** The density with all of it counted `times`. */
function tempered(density: JointDensity, times: number): JointDensity {
  const values = jointValues(density.layout, density.points);
  return {
    ...density,
    async evaluate(points, out) {
      await density.evaluate(points, values);
      out.failed.set(values.failed);
      out.logDensity.set(values.logDensity.map((value) => times * value));
      out.gradient.set(values.gradient.map((value) => times * value));
      out.ofWells.set(values.ofWells.map((value) => times * value));
    },
  };
}
