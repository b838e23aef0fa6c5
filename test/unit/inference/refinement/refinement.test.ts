import { expect, test } from 'vitest';
import { jointDensity, jointValues } from '../../../../shared/inference/posterior/joint/joint-density.ts';
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
