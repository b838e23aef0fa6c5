import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { jointDensity } from '../inference/posterior/joint/joint-density.ts';
import { fromNatural } from '../inference/prior/transform.ts';
import { refineModes } from '../inference/refinement/refine-modes.ts';
import { drawRefined } from '../inference/refinement/refined-draws.ts';
import { seriesLayout } from '../inference/refinement/series-layout.ts';
import { annealedWells } from './annealed-wells.ts';
import type { DrawnFit, WellModes } from './drawn-fit.ts';
import { leastEffective } from './parameter-summary.ts';
import { drawWell, type WellDraws, weighedDraws } from './predict-well.ts';
import type { SummaryHooks } from './summarise-wells.ts';

/** Draws of a well: the guide's, or where those are worth too little ones about the well's own mode. */
export type DrawOfWell = (well: number) => Promise<WellDraws>;

/** Points of a call that looks for modes, and wells that are looked at at once. */
const points = 4;
const mostAtOnce = 500;
/** Of draws that are kept till they are summarised. */
const mostBytes = 64e6;

/**
 * Looks for the modes of all wells of which fewer than `leastEffective` of the guide's draws count (INFERENCE.md, 7): from the
 * heaviest of those draws, all wells at once.
 */
export async function refinedWells(
  fit: DrawnFit,
  wells: readonly number[],
  hooks: SummaryHooks,
): Promise<DrawOfWell> {
  const { plan, weights, kernel, fine, step, workspace } = fit;
  const guided = (well: number): Promise<WellDraws> => drawWell(plan, weights, kernel, well, step, workspace);
  const starts = new Map<number, Float64Array>();
  /** Draws of wells that need no others, as many as memory is for: the rest are drawn again. */
  const good = new Map<number, WellDraws>();
  const poor = new Map<number, Pick<WellDraws, 'elbo' | 'ess'>>();
  const mostKept = mostBytes / (8 * plan.settings.evaluationDraws * plan.model.parameters.length);
  for (const well of wells) {
    const draws = await guided(well);
    const { elbo, ess } = draws;
    if (ess > 0 && ess < leastEffective) {
      starts.set(well, heaviestDraw(plan, draws));
      poor.set(well, { elbo, ess });
    } else if (good.size < mostKept) good.set(well, draws);
    await hooks.pause?.();
  }
  const modes = new Map<number, WellModes>();
  const all = [...starts.keys()];
  if (plan.network !== null) {
    const { offset, length } = plan.network;
    fine.setWeights(weights.subarray(offset, offset + length));
  }
  for (let from = 0; from < all.length; from += mostAtOnce) {
    const some = all.slice(from, from + mostAtOnce);
    const layout = seriesLayout(plan, Int32Array.from(some), weights);
    const start = new Float64Array(layout.size);
    some.forEach((well, w) => {
      start.set(starts.get(well) ?? [], w * layout.own.length);
    });
    const found = await refineModes(jointDensity(plan, layout, fine, points), start, hooks);
    some.forEach((well, place) => {
      modes.set(well, { place, modes: found });
    });
  }
  const aboutMode = async (well: number, at: WellModes): Promise<WellDraws> => {
    const draws = plan.settings.evaluationDraws;
    await drawRefined({ plan, weights, kernel, workspace, well, draws, ...at });
    return weighedDraws(plan, well, workspace);
  };
  const annealed = plan.settings.refinement === 'annealed' ? annealedWells(fit, modes, hooks) : null;
  return async (well) => {
    const [mode, own] = [modes.get(well), poor.get(well)];
    if (mode === undefined || own === undefined) return good.get(well) ?? guided(well);
    let better = await aboutMode(well, mode);
    if (better.ess < leastEffective && annealed !== null) {
      const led = await annealed(well);
      if (led !== null && led.ess > better.ess) better = led;
    }
    return better.ess > own.ess
      ? { ...better, elbo: own.elbo, refined: { bound: better.elbo, guideEss: own.ess } }
      : guided(well);
  };
}

/** eta of the draw that weighs most. */
export function heaviestDraw(plan: FitPlan, { weights, parameters }: WellDraws): Float64Array {
  const best = weights.reduce((most, weight, k) => (weight > (weights[most] ?? 0) ? k : most), 0);
  const row = best * plan.model.parameters.length;
  return Float64Array.from(plan.parameters.drawn, ({ prior, model, parts }) => {
    const eta = fromNatural(prior.transform, parameters[row + model] as number);
    // of a part that a well pins, 0 or 1, nothing is known but its prior
    return Number.isFinite(eta) && parts === null ? eta : prior.mean;
  });
}
