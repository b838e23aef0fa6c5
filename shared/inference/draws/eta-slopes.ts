import type { DrawPlan } from '../plan/draw-plan.ts';
import { logDensitySlope } from '../prior/eta-prior.ts';
import { priorMeanAt, priorSdAt } from '../prior/tables.ts';
import { naturalSlope } from '../prior/transform.ts';
import type { DrawArrays } from './series-draws.ts';
import { drawForm } from './series-forms.ts';

/** How a guide made the draws of a series, and where it takes their slopes. */
export interface EtaSlopes {
  /** eta of parameter d in trajectory t. */
  eta(d: number, t: number): number;
  /** Takes `slope`, a derivative by that eta times what the draw counts. */
  add(d: number, t: number, slope: number): void;
}

/**
 * Adds what parameter d of trajectory t contributes to the slopes, of whatever form it is but pinned:
 *
 *     G = d log p(x | theta)/dtheta dT/deta + d log p(eta)/deta,
 *
 * where dT/deta is 0 if the simulator did not follow the draw. A prior with a drawn mean or sd pulls on that draw as well.
 */
export function addSlope(
  plan: DrawPlan,
  d: number,
  t: number,
  coefficient: number,
  arrays: DrawArrays,
  of: EtaSlopes,
): void {
  const { forms, parameters, gradient, width } = arrays;
  const { priors } = plan;
  const { prior } = plan.parameters.drawn[d];
  const row = t * width;
  const cell = row + priors.column[d];
  const eta = of.eta(d, t);
  let priorSlope = 0;
  if (forms.form[d] === drawForm.other) priorSlope = logDensitySlope(prior, eta);
  else {
    // log p = -log sd - z^2/2
    const sd = priorSdAt(priors, d, parameters, row);
    const z = (eta - priorMeanAt(priors, d, parameters, row)) / sd;
    priorSlope = -z / sd;
    if (priors.meanParent[d] >= 0) pull(plan, priors.meanParent[d], t, coefficient * (z / sd), arrays, of);
    if (priors.sdParent[d] >= 0)
      pull(plan, priors.sdParent[d], t, coefficient * ((z * z - 1) / sd), arrays, of);
  }
  const slope = isFollowed(plan, d, eta) ? naturalSlope(prior.transform, eta, parameters[cell]) : 0;
  of.add(d, t, coefficient * (gradient[cell] * slope + priorSlope));
}

/** Adds what a parent's draw feels of `slope`, a derivative by its natural value times what the draw counts. */
function pull(
  plan: DrawPlan,
  d: number,
  t: number,
  slope: number,
  { forms, parameters, width }: DrawArrays,
  of: EtaSlopes,
): void {
  const eta = of.eta(d, t);
  if (forms.form[d] === drawForm.pinned || !isFollowed(plan, d, eta)) return;
  const { transform } = plan.parameters.drawn[d].prior;
  of.add(d, t, slope * naturalSlope(transform, eta, parameters[t * width + plan.priors.column[d]]));
}

/** Whether the simulator saw the draw itself, and not a limit. */
function isFollowed({ priors }: DrawPlan, d: number, eta: number): boolean {
  return eta >= priors.lower[d] && eta <= priors.upper[d];
}
