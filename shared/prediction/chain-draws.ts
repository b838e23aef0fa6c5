import { present } from '../base/assert.ts';
import { lowest } from '../base/lists.ts';
import type { Kernel } from '../compute/kernel.ts';
import { effectiveDraws, smoothWeights } from '../inference/diagnostics/pareto.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { essOf, mixingOf } from '../inference/posterior/convergence/mixing.ts';
import { drawHeldOut } from '../inference/posterior/held-out/held-out-draws.ts';
import type { JointLayout } from '../inference/posterior/joint/joint-layout.ts';
import { jointParameters } from '../inference/posterior/joint/joint-parameters.ts';
import { ownPlace, type PosteriorState } from '../inference/posterior/posterior-state.ts';
import type { WellDraws } from './predict-well.ts';

/** Draws of a fit by chains that predictions are made of. */
export interface ChainDraws {
  readonly layout: JointLayout;
  readonly state: PosteriorState;
  /** In eta, [draw][coordinate]. */
  readonly draws: readonly Float32Array[];
}

/** A training well's draws: those of the chains, each of the same weight, its ess that of its worst own value. */
export function trainedWell(plan: FitPlan, { layout, state, draws }: ChainDraws, well: number): WellDraws {
  const w = present(layout.wells.indexOf(well), 'a training well is in the layout');
  const seen = jointParameters(plan, layout);
  const width = plan.model.parameters.length;
  const parameters = new Float64Array(draws.length * width);
  const natural = new Float64Array(layout.size);
  draws.forEach((draw, k) => {
    seen.see(Float64Array.from(draw), 0, natural, null);
    seen.begin(w, parameters, k * width);
    seen.enter(w, natural, 0, parameters, k * width);
  });
  const ess = layout.own.map((_, k) => essOf(mixingOf(state, ownPlace(layout, w, k))));
  return {
    well,
    weights: new Float64Array(draws.length).fill(1 / draws.length),
    parameters,
    // chains say what is likely of a well given its readings, and not how likely the readings are
    elbo: Number.NaN,
    ess: lowest(ess, state.record.length * (state.record[0]?.draws.length ?? 0)),
    kHat: Number.NaN,
    largestWeight: 1 / draws.length,
    failedDraws: 0,
  };
}

/** Draws of a well that had no part in the fit, weighted; `elbo` is its log predictive density, nats. */
export async function heldOutWell(
  plan: FitPlan,
  { layout, draws }: ChainDraws,
  kernel: Kernel,
  well: number,
): Promise<WellDraws & { readonly unseen: readonly string[] }> {
  const { parameters, logWeights, unseen } = await drawHeldOut(plan, { layout, draws }, kernel, well);
  const most = logWeights.reduce((largest, one) => Math.max(largest, one), Number.NEGATIVE_INFINITY);
  const raw = logWeights.map((one) => (most === Number.NEGATIVE_INFINITY ? 0 : Math.exp(one - most)));
  const { weights, kHat } = smoothWeights(raw);
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return {
    ...{ well, weights, parameters, kHat, unseen },
    elbo: most + Math.log(sum / raw.length),
    ess: effectiveDraws(raw),
    largestWeight: sum > 0 ? 1 / sum : 0,
    failedDraws: logWeights.reduce((count, one) => count + (one === Number.NEGATIVE_INFINITY ? 1 : 0), 0),
  };
}
