import { describe, expect, test } from 'vitest';
import {
  type JointDensity,
  jointDensity,
  type Weighing,
} from '../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { dealtDraws } from '../../shared/inference/posterior/population/population-plan.ts';
import { trainPopulation } from '../../shared/inference/posterior/population/train-population.ts';
import { allDraws, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { linearKernel } from '../helpers/linear-kernel.ts';
import { type QuadratureHierarchy, quadratureHierarchy } from '../helpers/quadrature-hierarchy.ts';

/** INFERENCE.md, 8: the hierarchical bound beside a posterior that is known. */
const wells = 12;
const kept = 2000;

async function fitted({ plan }: QuadratureHierarchy, change: (density: JointDensity) => JointDensity) {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const of = (points: number) => change(jointDensity(plan, layout, kernel, points));
  const densities = { coarse: of(4), fine: of(4), inner: of(dealtDraws(80).inner) };
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const settings = { seed: 5, epochs: 150, draws: 80, kept };
  expect(await trainPopulation(densities, state, settings, hooks)).toBe('done');
  const moments = (name: string) => {
    const place = layout.shared.findIndex(({ parameter }) => parameter === name);
    const values = allDraws(state).map((draw) => draw[place] ?? Number.NaN);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const square = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    return { mean, sd: Math.sqrt(square / (values.length - 1)) };
  };
  const check = state.population?.check;
  if (check === null || check === undefined) throw new Error('a fit that is done was checked');
  return { u: moments('u'), logA: moments('a'), check };
}

interface Moments {
  readonly mean: number;
  readonly sd: number;
}

/** In sds of what is known: how far the mean is off, and by what share the sd. */
function apart(found: Moments, known: Moments): { readonly mean: number; readonly sd: number } {
  return { mean: Math.abs(found.mean - known.mean) / known.sd, sd: Math.abs(found.sd / known.sd - 1) };
}

describe('the hierarchical bound beside quadrature', () => {
  test.each([0, 1, 2])('set %i: means, sds and the evidence', async (set) => {
    const known = quadratureHierarchy(set, wells);
    const { u, logA, check } = await fitted(known, (density) => density);
    for (const [found, exact] of [
      [u, known.u],
      [logA, known.logA],
    ] as const) {
      // 2,000 draws know a mean to 0.022 sd and an sd to 1.6 %
      expect(apart(found, exact).mean).toBeLessThan(0.15);
      expect(apart(found, exact).sd).toBeLessThan(0.1);
    }
    const bound = check.bound * wells;
    expect(bound).toBeLessThan(known.evidence + 4 * check.boundError * wells);
    expect(bound).toBeGreaterThan(known.evidence - 0.2);
    expect(check.kHat).toBeLessThan(0.7);
    // given u and a the wells are normal, and the map knows how they follow
    expect(check.innerEss.fifth).toBeGreaterThan(0.8);
  });

  test('which it is not where the density is another: p(z | u, a) divided by a four times', async () => {
    const known = quadratureHierarchy(0, wells);
    const { logA } = await fitted(known, dividedAgain);
    expect(apart(logA, known.logA).mean).toBeGreaterThan(0.15);
  });
});

/** log p(z | u, a) with three more of the -log a of each well. */
function dividedAgain(density: JointDensity): JointDensity {
  const { layout, points } = density;
  const place = layout.shared.findIndex(({ parameter }) => parameter === 'a');
  return {
    ...density,
    async evaluate(etas, out, weighing?: Weighing) {
      await density.evaluate(etas, out, weighing);
      for (let p = 0; p < points; p++) {
        const at = p * layout.size + place;
        const more = -3 * wells * (etas[at] ?? 0);
        out.logDensity[p] = (out.logDensity[p] ?? 0) + more;
        out.ofShared[p] = (out.ofShared[p] ?? 0) + more;
        out.gradient[at] = (out.gradient[at] ?? 0) - (3 * wells) / (weighing === undefined ? 1 : points);
      }
    },
  };
}
