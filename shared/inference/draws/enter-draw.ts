import { halfLogTwoPi } from '../../base/normal.ts';
import type { DrawPlan } from '../plan/draw-plan.ts';
import { logDensity } from '../prior/eta-prior.ts';
import { priorMeanAt, priorSdAt } from '../prior/tables.ts';
import { toNatural } from '../prior/transform.ts';
import { exponential } from './exponential.ts';
import type { DrawArrays } from './series-draws.ts';
import { drawForm } from './series-forms.ts';

/**
 * Enters what the model sees of eta, a draw of parameter d in trajectory t, and returns log p(eta), nats; of whatever form,
 * but for pinned ones. Parents of d's prior must have been entered.
 */
export function enterDraw(plan: DrawPlan, d: number, t: number, eta: number, arrays: DrawArrays): number {
  const { parameters, forms, width } = arrays;
  const { priors } = plan;
  const row = t * width;
  const cell = row + priors.column[d];
  if (forms.form[d] === drawForm.other) {
    const { prior } = plan.parameters.drawn[d];
    parameters[cell] = toNatural(prior.transform, eta);
    return logDensity(prior, eta);
  }
  const sd = priorSdAt(priors, d, parameters, row);
  const z = (eta - priorMeanAt(priors, d, parameters, row)) / sd;
  const seen = Math.min(Math.max(eta, priors.lower[d]), priors.upper[d]);
  parameters[cell] = priors.kind[d] === 1 ? exponential(seen) : seen;
  return -Math.log(sd) - halfLogTwoPi - 0.5 * z * z;
}

/** Enters the value of parameter d of a series where it is pinned, trajectories from .. to. */
export function enterPinned(plan: DrawPlan, d: number, from: number, to: number, arrays: DrawArrays): void {
  const { parameters, forms, width } = arrays;
  const column = plan.priors.column[d];
  for (let t = from; t < to; t++) parameters[t * width + column] = forms.pinned[d];
}
