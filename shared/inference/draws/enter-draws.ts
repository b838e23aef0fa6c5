import { halfLogTwoPi } from '../../base/normal.ts';
import type { DrawPlan } from '../plan/draw-plan.ts';
import { logDensity } from '../prior/eta-prior.ts';
import { priorNumbers } from '../prior/tables.ts';
import { toNatural } from '../prior/transform.ts';
import { exponential } from './exponential.ts';
import type { DrawArrays, SeriesDraws } from './series-draws.ts';
import { drawForm } from './series-forms.ts';

/** How a guide made the draws of a series. */
export interface EtaDraws {
  /** eta of parameter d in trajectory t. */
  eta(d: number, t: number): number;
  /** What parameter d adds to log q(eta), nats. */
  logDensity(d: number, t: number): number;
}

/**
 * Enters what the model sees of draws of parameter d, and adds log p(eta) - log q(eta) to the log ratios, trajectories from ..
 * to; of whatever form, but for pinned ones. Parents of d's prior must have been entered.
 */
export function enterDraws(
  plan: DrawPlan,
  d: number,
  { from, to }: SeriesDraws,
  arrays: DrawArrays,
  of: EtaDraws,
): void {
  const { parameters, logRatio, forms, width } = arrays;
  const { priors } = plan;
  const { prior } = plan.parameters.drawn[d];
  const isOther = forms.form[d] === drawForm.other;
  const isLog = priors.kind[d] === 1;
  const column = priors.column[d];
  const lower = priors.lower[d];
  const upper = priors.upper[d];
  const stated = priorNumbers(priors, d);
  const { meanColumn, sdColumn } = stated;
  for (let t = from; t < to; t++) {
    const row = t * width;
    const eta = of.eta(d, t);
    if (isOther) {
      parameters[row + column] = toNatural(prior.transform, eta);
      logRatio[t] += logDensity(prior, eta) - of.logDensity(d, t);
      continue;
    }
    const sd = sdColumn < 0 ? stated.sd : parameters[row + sdColumn];
    const z = (eta - (meanColumn < 0 ? stated.mean : parameters[row + meanColumn])) / sd;
    const seen = Math.min(Math.max(eta, lower), upper);
    parameters[row + column] = isLog ? exponential(seen) : seen;
    logRatio[t] += -Math.log(sd) - halfLogTwoPi - 0.5 * z * z - of.logDensity(d, t);
  }
}

/** Enters the value of parameter d of a series where it is pinned, trajectories from .. to. */
export function enterPinned(plan: DrawPlan, d: number, { from, to }: SeriesDraws, arrays: DrawArrays): void {
  const { parameters, forms, width } = arrays;
  const column = plan.priors.column[d];
  for (let t = from; t < to; t++) parameters[t * width + column] = forms.pinned[d];
}
