import type { DrawPlan } from '../plan/draw-plan.ts';
import { logDensitySlope } from '../prior/eta-prior.ts';
import { priorNumbers } from '../prior/tables.ts';
import { naturalSlope } from '../prior/transform.ts';
import type { EtaDraws } from './enter-draws.ts';
import type { DrawArrays, DrawBlock } from './series-draws.ts';
import { drawForm } from './series-forms.ts';

/** How a guide made the draws of a series, and where it takes their slopes. */
export interface EtaSlopes extends Pick<EtaDraws, 'eta'> {
  /** Takes `slope`, a derivative by that eta times what the draw counts. */
  add(d: number, t: number, slope: number): void;
}

/**
 * Adds to the slopes what parameter d contributes in the chosen draws of a block, of whatever form it is but pinned: times
 * what each draw counts
 *
 *     G = d log p(x | theta)/dtheta dT/deta + d log p(eta)/deta,
 *
 * where dT/deta is 0 if the simulator did not follow the draw. A prior with a drawn mean or sd pulls on that draw as well.
 */
export function addSlopes(
  plan: DrawPlan,
  d: number,
  { start, end, coefficients }: DrawBlock,
  arrays: DrawArrays,
  of: EtaSlopes,
): void {
  const { forms, chosen, parameters, gradient, width } = arrays;
  const { priors } = plan;
  const { prior } = plan.parameters.drawn[d];
  const isOther = forms.form[d] === drawForm.other;
  const column = priors.column[d];
  const lower = priors.lower[d];
  const upper = priors.upper[d];
  const meanParent = priors.meanParent[d];
  const sdParent = priors.sdParent[d];
  const stated = priorNumbers(priors, d);
  const { meanColumn, sdColumn } = stated;
  for (let n = start; n < end; n++) {
    const t = chosen[n];
    const row = t * width;
    const cell = row + column;
    const coefficient = coefficients[t];
    const eta = of.eta(d, t);
    let priorSlope = 0;
    if (isOther) priorSlope = logDensitySlope(prior, eta);
    else {
      // log p = -log sd - z^2/2
      const sd = sdColumn < 0 ? stated.sd : parameters[row + sdColumn];
      const z = (eta - (meanColumn < 0 ? stated.mean : parameters[row + meanColumn])) / sd;
      priorSlope = -z / sd;
      if (meanParent >= 0) pull(plan, meanParent, t, coefficient * (z / sd), arrays, of);
      if (sdParent >= 0) pull(plan, sdParent, t, coefficient * ((z * z - 1) / sd), arrays, of);
    }
    const slope = eta >= lower && eta <= upper ? naturalSlope(prior.transform, eta, parameters[cell]) : 0;
    of.add(d, t, coefficient * (gradient[cell] * slope + priorSlope));
  }
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
  const { priors } = plan;
  const eta = of.eta(d, t);
  // A pinned value, and one beyond its limits, does not follow the draw.
  if (forms.form[d] === drawForm.pinned || !(eta >= priors.lower[d] && eta <= priors.upper[d])) return;
  const { transform } = plan.parameters.drawn[d].prior;
  of.add(d, t, slope * naturalSlope(transform, eta, parameters[t * width + priors.column[d]]));
}
