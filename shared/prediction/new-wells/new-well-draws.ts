import { present } from '../../base/assert.ts';
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
const firstSteps = 4;
/** Points of a call that looks for modes, and wells that are looked at at once. */
const points = 4;
const mostAtOnce = 500;

/**
 * Draws of wells that had no part in the training: from a t about the mode of log p(x, z), reached from the encoder's mean by at most
 * four damped Newton steps, with importance weights. A part that no training well has is drawn beside the rest, from its prior given
 * this well's readings. Where too few draws count, more steps are made, and then, where the fit refines so, tempered ones.
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
  const about = async (well: number, place: WellModes): Promise<WellDraws> => {
    const draws = plan.settings.evaluationDraws;
    await drawRefined({ plan, weights, kernel, workspace, well, draws, ...place });
    return weighedDraws(plan, well, workspace);
  };
  const near = await placesOf(
    fit,
    wells,
    { start: (well) => encodedMean(fit, well), steps: firstSteps },
    hooks,
  );
  const poor: number[] = [];
  for (const [well, place] of near) {
    if ((await about(well, place)).ess < leastEffective) poor.push(well);
    await hooks.pause?.();
  }
  const start = (well: number): Float64Array => modeOf(present(near.get(well), 'each well has a place'));
  const far = await placesOf(fit, poor, { start, steps: null }, hooks);
  const annealed = plan.settings.refinement === 'annealed' ? annealedWells(fit, far, hooks) : null;
  return async (well) => {
    let best = await about(well, present(near.get(well), 'it is one of the wells that were looked at'));
    const place = far.get(well);
    if (place === undefined) return best;
    const better = await about(well, place);
    if (better.ess > best.ess) best = better;
    if (best.ess >= leastEffective || annealed === null) return best;
    const led = await annealed(well);
    return led !== null && led.ess > best.ess ? led : best;
  };
}

/** By well, those with the same coordinates side by side. `steps` null: as many as they need. */
async function placesOf(
  { plan, weights, fine }: DrawnFit,
  wells: readonly number[],
  { start, steps }: { start(well: number): Float64Array; readonly steps: number | null },
  hooks: SummaryHooks,
): Promise<ReadonlyMap<number, WellModes>> {
  const out = new Map<number, WellModes>();
  for (const all of Map.groupBy(wells, (well) => freshPoints(plan, well).join()).values()) {
    const fresh = freshPoints(plan, all[0]);
    for (let from = 0; from < all.length; from += mostAtOnce) {
      const some = all.slice(from, from + mostAtOnce);
      const layout = seriesLayout(plan, Int32Array.from(some), weights, fresh);
      const begin = new Float64Array(layout.size);
      for (const [w, well] of some.entries()) begin.set(start(well), w * layout.own.length);
      const density = jointDensity(plan, layout, fine, points);
      const modes = await refineModes(density, begin, steps === null ? hooks : { ...hooks, steps });
      for (const [place, well] of some.entries()) out.set(well, { place, modes, fresh });
    }
  }
  return out;
}

function modeOf({ place, modes }: WellModes): Float64Array {
  const size = modes.mode.length / modes.logVolume.length;
  return modes.mode.subarray(place * size, (place + 1) * size);
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
    // of a part that a well pins, 0 or 1, nothing is known but its prior
    return Number.isFinite(eta) && parts === null ? eta : prior.mean;
  });
}
