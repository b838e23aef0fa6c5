import { expect, test } from 'vitest';
import { present } from '../../../../shared/base/assert.ts';
import { jointDensity, jointValues } from '../../../../shared/inference/posterior/joint/joint-density.ts';
import { annealedDraws } from '../../../../shared/inference/refinement/annealed-draws.ts';
import { refineModes } from '../../../../shared/inference/refinement/refine-modes.ts';
import { drawRefined } from '../../../../shared/inference/refinement/refined-draws.ts';
import { seriesLayout } from '../../../../shared/inference/refinement/series-layout.ts';
import { initFit } from '../../../../shared/inference/training/fit.ts';
import { everyLevel, planOf } from '../../../helpers/linear-fit.ts';
import { linearKernel, linearSettings, linearSpec, standardNormal } from '../../../helpers/linear-kernel.ts';

const draws = 2000;
const settings = { ...linearSettings, evaluationDraws: draws };
/** Straight lines with every value normal: posterior and evidence of a well are known in closed form. */
const normal = planOf(
  everyLevel({
    settings,
    spec: linearSpec(
      [
        ['z', 'individual', standardNormal],
        ['u', 'population', standardNormal],
        ['y', 'group', standardNormal],
      ],
      { prec: 20 },
    ),
  }),
);
/** u is LogNormal: skew, with a mode that is no mean. */
const skew = planOf(everyLevel({ settings }));

async function refined(plan: typeof normal, start = 3) {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const { weights, workspace } = initFit(plan);
  const wells = Int32Array.of(0, 3, 6);
  const layout = seriesLayout(plan, wells, weights);
  const density = jointDensity(plan, layout, kernel, 4);
  const modes = await refineModes(density, new Float64Array(layout.size).fill(start));
  const bound = workspace.bound;
  const found = [];
  for (const [place, well] of [...wells].entries()) {
    await drawRefined({ plan, weights, kernel, workspace: bound, well, place, modes, draws });
    const own = bound.weight.slice(0, draws);
    found.push({
      bound: bound.bound[0] ?? 0,
      ess: 1 / own.reduce((sum, weight) => sum + weight * weight, 0),
      weights: own,
      parameters: bound.parameters.slice(0, draws * plan.model.parameters.length),
    });
  }
  return { density, layout, modes, found };
}

test('modes are where every well’s slope is none, from far away', async () => {
  for (const plan of [normal, skew]) {
    const { density, layout, modes } = await refined(plan);
    const values = jointValues(layout, 4);
    const batch = new Float64Array(4 * layout.size);
    batch.set(modes.mode);
    await density.evaluate(batch, values);
    for (const slope of values.gradient.subarray(0, layout.size)) expect(Math.abs(slope)).toBeLessThan(0.05);
  }
});

test('of a normal posterior the bound is the evidence, and draws have its mean and sd', async () => {
  const { density, layout, modes, found } = await refined(normal);
  const values = jointValues(layout, 4);
  const batch = new Float64Array(4 * layout.size);
  batch.set(modes.mode);
  await density.evaluate(batch, values);
  const n = layout.own.length;
  const width = normal.model.parameters.length;
  found.forEach(({ bound, ess, weights, parameters }, w) => {
    const evidence = (values.ofWells[w] ?? 0) + (modes.logVolume[w] ?? 0) + (n / 2) * Math.log(2 * Math.PI);
    expect(bound).toBeCloseTo(evidence, 1);
    expect(ess / draws).toBeGreaterThan(0.7);
    normal.parameters.drawn.forEach(({ model }, d) => {
      const mean = weights.reduce((sum, weight, k) => sum + weight * (parameters[k * width + model] ?? 0), 0);
      const variance = weights.reduce(
        (sum, weight, k) => sum + weight * ((parameters[k * width + model] ?? 0) - mean) ** 2,
        0,
      );
      const row = modes.root.subarray((w * n + d) * n, (w * n + d + 1) * n);
      const sd = Math.hypot(...row);
      expect(Math.abs(mean - (modes.mode[w * n + d] ?? 0))).toBeLessThan(0.1 * sd);
      expect(Math.sqrt(variance) / sd).toBeCloseTo(1, 1);
    });
  });
});

test('of a skew one most draws still count, and where one starts changes nothing', async () => {
  const [one, other] = [await refined(skew, 3), await refined(skew, -1)];
  one.found.forEach(({ bound, ess }, w) => {
    expect(ess / draws).toBeGreaterThan(0.3);
    expect(other.found[w]?.bound).toBeCloseTo(bound, 1);
  });
});

/** The same from proposals that are narrow and beside their modes. */
async function annealedFrom(plan: typeof normal, aside: number, narrow: number) {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const { weights } = initFit(plan);
  const wells = [0, 3, 6];
  const layout = seriesLayout(plan, Int32Array.from(wells), weights);
  const modes = await refineModes(jointDensity(plan, layout, kernel, 4), new Float64Array(layout.size));
  const n = layout.own.length;
  const poor = {
    mode: modes.mode.map(
      (value, c) => value + aside * Math.hypot(...modes.root.subarray(c * n, (c + 1) * n)),
    ),
    root: modes.root.map((value) => narrow * value),
    logVolume: modes.logVolume.map((value) => value + n * Math.log(narrow)),
  };
  const led = await annealedDraws(
    wells.map((well, place) => ({ well, place })),
    {
      seed: 1,
      draws,
      modes: poor,
      density: (of) => jointDensity(plan, seriesLayout(plan, of, weights), kernel, draws),
    },
  );
  return { layout, modes, led: led.map((one) => present(one, 'there is a way')) };
}

test('draws led from a poor proposal have the evidence and the moments of the posterior', async () => {
  const { found, density, layout, modes } = await refined(normal);
  const { led } = await annealedFrom(normal, 2, 0.5);
  const n = layout.own.length;
  expect(density.layout.size).toBe(layout.size);
  for (const [w, { etas, weights, logEvidence, ess, temperatures }] of led.entries()) {
    expect(temperatures).toBeGreaterThan(2);
    expect(logEvidence).toBeGreaterThan((found[w]?.bound ?? 0) - 0.4);
    expect(logEvidence).toBeLessThan((found[w]?.bound ?? 0) + 0.4);
    expect(ess).toBeGreaterThan(20);
    for (let d = 0; d < n; d++) {
      const mean = weights.reduce((sum, weight, k) => sum + weight * (etas[k * n + d] ?? 0), 0);
      const variance = weights.reduce(
        (sum, weight, k) => sum + weight * ((etas[k * n + d] ?? 0) - mean) ** 2,
        0,
      );
      const sd = Math.hypot(...modes.root.subarray((w * n + d) * n, (w * n + d + 1) * n));
      expect(Math.abs(mean - (modes.mode[w * n + d] ?? 0))).toBeLessThan(0.25 * sd);
      expect(Math.sqrt(variance) / sd).toBeGreaterThan(0.85);
      expect(Math.sqrt(variance) / sd).toBeLessThan(1.15);
    }
  }
});

test('of a skew posterior the way leads to the same evidence as draws about the mode', async () => {
  const { found } = await refined(skew);
  const { led } = await annealedFrom(skew, 1, 0.7);
  for (const [w, { logEvidence }] of led.entries())
    expect(Math.abs(logEvidence - (found[w]?.bound ?? 0))).toBeLessThan(0.4);
});

test('wells go their ways for themselves: who goes beside them changes no bit', async () => {
  const { led } = await annealedFrom(normal, 2, 0.5);
  const kernel = linearKernel();
  kernel.bind(normal.individuals);
  const { weights } = initFit(normal);
  const layout = seriesLayout(normal, Int32Array.of(3), weights);
  const modes = await refineModes(jointDensity(normal, layout, kernel, 4), new Float64Array(layout.size));
  const n = layout.own.length;
  const poor = {
    mode: modes.mode.map((value, c) => value + 2 * Math.hypot(...modes.root.subarray(c * n, (c + 1) * n))),
    root: modes.root.map((value) => 0.5 * value),
    logVolume: modes.logVolume.map((value) => value + n * Math.log(0.5)),
  };
  const density = (of: Int32Array) => jointDensity(normal, seriesLayout(normal, of, weights), kernel, draws);
  const [alone] = await annealedDraws([{ well: 3, place: 0 }], { seed: 1, draws, modes: poor, density });
  expect(alone?.logEvidence).toBe(led[1]?.logEvidence);
});
