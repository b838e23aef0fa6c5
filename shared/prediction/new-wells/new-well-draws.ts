import { enterGiven } from '../../inference/draws/given-columns.ts';
import { enterForms } from '../../inference/draws/series-forms.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { jointDensity } from '../../inference/posterior/joint/joint-density.ts';
import { fromNatural } from '../../inference/prior/transform.ts';
import { refineModes } from '../../inference/refinement/refine-modes.ts';
import { drawRefined } from '../../inference/refinement/refined-draws.ts';
import { seriesLayout } from '../../inference/refinement/series-layout.ts';
import { annealedWells } from '../annealed-wells.ts';
import type { DrawnFit, WellModes } from '../drawn-fit.ts';
import { leastEffective } from '../parameter-summary.ts';
import { type WellDraws, weighedDraws } from '../predict-well.ts';
import { unmeasuredOf } from '../scenario/unmeasured.ts';
import type { SummaryHooks } from '../summarise-wells.ts';

/** Newton's steps from the encoder's mean (INFERENCE.md, 2). */
const mostSteps = 4;
/** Points of a call that looks for modes, and wells that are looked at at once. */
const points = 4;
const mostAtOnce = 500;

/**
 * Draws of wells that had no part in the training: from a t about the mode of log p(x, z), reached from the encoder's mean by at most
 * four damped Newton steps, with importance weights. A part that no training well has is drawn beside the rest, about the mode of its
 * prior and this well's readings. Where too few count, and the fit refines so, they are led there by tempered steps.
 */
export async function newWellDraws(
  fit: DrawnFit,
  wells: readonly number[],
  hooks: SummaryHooks = {},
): Promise<(well: number) => Promise<WellDraws>> {
  const { plan, weights, kernel, fine, workspace } = fit;
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    fine.setWeights(weights.subarray(offset, offset + length));
  }
  const found = new Map<number, WellModes & { readonly fresh: readonly number[] }>();
  const alike = Map.groupBy(wells, (well) => freshPoints(plan, well).join());
  for (const all of alike.values()) {
    const fresh = freshPoints(plan, all[0]);
    for (let from = 0; from < all.length; from += mostAtOnce) {
      const some = all.slice(from, from + mostAtOnce);
      const layout = seriesLayout(plan, Int32Array.from(some), weights, fresh);
      const start = new Float64Array(layout.size);
      for (const [w, well] of some.entries()) start.set(encodedMean(fit, well), w * layout.own.length);
      const density = jointDensity(plan, layout, fine, points);
      const modes = await refineModes(density, start, { ...hooks, steps: mostSteps });
      some.forEach((well, place) => {
        found.set(well, { place, modes, fresh });
      });
    }
  }
  // their density knows no coordinates of parts
  const plain = new Map([...found].filter(([, { fresh }]) => fresh.length === 0));
  const annealed = plan.settings.refinement === 'annealed' ? annealedWells(fit, plain, hooks) : null;
  return async (well) => {
    const at = found.get(well);
    if (at === undefined) throw new Error('a new well that is drawn was asked for');
    const draws = plan.settings.evaluationDraws;
    await drawRefined({ plan, weights, kernel, workspace, well, draws, ...at });
    const own = weighedDraws(plan, well, workspace);
    if (own.ess >= leastEffective || annealed === null || !plain.has(well)) return own;
    const led = await annealed(well);
    return led !== null && led.ess > own.ess ? led : own;
  };
}

/** Points of which a well has a part that no training well has. */
function freshPoints(plan: FitPlan, well: number): readonly number[] {
  const unmeasured = unmeasuredOf(plan, plan.experiment.individuals[well].device);
  return plan.parameters.points.flatMap(({ name }, n) => (unmeasured.parts.has(name) ? [n] : []));
}

/** eta where the guide's noise is 0, [drawn]. */
function encodedMean({ plan, weights, workspace }: DrawnFit, well: number): Float64Array {
  plan.guide.forward(weights, { features: plan.features, wells: Int32Array.of(well) }, workspace.guide);
  workspace.noise.fill(0, 0, plan.parameters.drawn.length);
  const own = { well, series: 0, from: 0, to: 1 };
  enterForms(plan, well, workspace.forms);
  plan.guide.draw(own, workspace, workspace.guide);
  enterGiven(plan, { weights, points: plan.guide.points }, own, workspace);
  return Float64Array.from(plan.parameters.drawn, ({ prior, model, parts }) => {
    const eta = fromNatural(prior.transform, workspace.parameters[model]);
    return Number.isFinite(eta) && parts === null ? eta : prior.mean;
  });
}
