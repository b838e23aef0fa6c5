import { halfLogTwoPi } from '../../base/normal.ts';
import { enterSeries } from '../guide/enter-series.ts';
import { drawForm } from '../guide/series-guide.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { pointValue } from '../plan/parameter-layout.ts';
import { logDensity } from '../prior/eta-prior.ts';
import { priorMeanAt, priorSdAt } from '../prior/tables.ts';
import { toNatural } from '../prior/transform.ts';
import type { BoundWorkspace } from './bound-workspace.ts';
import { enterTable } from './enter-table.ts';
import { etaOf, logDensityOfDraw } from './eta.ts';
import { exponential } from './exponential.ts';

/**
 * From noise to parameters and log p - log q of one series' draws, `well` being what the series is of. Where the prior is
 * normal in eta, with numbers for mean and sd, that is
 *
 *     log p(eta) - log q(eta) = -log sd - z^2/2 - (l/2 - eps^2/2),   z = (eta - mean) / sd.
 */
export function drawSeries(
  plan: FitPlan,
  weights: Float64Array,
  well: number,
  series: number,
  draws: number,
  workspace: BoundWorkspace,
): void {
  const { device } = plan.experiment.individuals[well];
  const { arrays, own, table, noise, parameters, logRatio, drawn, width } = workspace;
  const from = series * draws;
  enterSeries(plan, device, series, workspace);
  arrays.functions.draws(
    draws,
    noise.byteOffset + 8 * from * drawn,
    8 * drawn,
    table.numbers.byteOffset,
    table.pairs,
    parameters.byteOffset + 8 * from * width,
    8 * width,
    logRatio.byteOffset + 8 * from,
    enterTable(plan.priors, workspace),
  );
  givenColumns(plan, weights, device, from, from + draws, workspace);
  for (let d = 0; d < drawn; d++) {
    if (own.form[d] <= drawForm.log) continue;
    for (let t = from; t < from + draws; t++) logRatio[t] += drawSpecial(plan, device, d, t, workspace);
  }
}

/** Parameters that the device decides and that have no draws: points, and what it is known to carry. */
function givenColumns(
  plan: FitPlan,
  weights: Float64Array,
  device: number,
  from: number,
  to: number,
  { parameters, width }: BoundWorkspace,
): void {
  const { points, known } = plan.parameters;
  for (let n = 0; n < points.length; n++) {
    const { model, parts } = points[n];
    const part = parts.partOfDevice[device] ?? null;
    const value = pointValue(points[n], weights, plan.guide.points[n].offset, part);
    for (let t = from; t < to; t++) parameters[t * width + model] = value;
  }
  for (let n = 0; n < known.length; n++) {
    const { model, values } = known[n];
    for (let t = from; t < to; t++) parameters[t * width + model] = values[device];
  }
}

/** Parameter d of trajectory t where it is not of the common forms; log p - log q. */
function drawSpecial(plan: FitPlan, device: number, d: number, t: number, workspace: BoundWorkspace): number {
  const { noise, parameters, own, drawn, width } = workspace;
  const { priors } = plan;
  const row = t * width;
  const cell = row + priors.column[d];
  const form = own.form[d];
  if (form === drawForm.pinned) {
    parameters[cell] = plan.pinned[device * drawn + d];
    return 0;
  }
  const eps = noise[t * drawn + d];
  const eta = etaOf(own.mean[d], own.scale[d], eps);
  const logQ = logDensityOfDraw(own.logPrecision[d], eps);
  if (form === drawForm.other) {
    const { prior } = plan.parameters.drawn[d];
    parameters[cell] = toNatural(prior.transform, eta);
    return logDensity(prior, eta) - logQ;
  }
  const sd = priorSdAt(priors, d, parameters, row);
  const z = (eta - priorMeanAt(priors, d, parameters, row)) / sd;
  parameters[cell] = priors.kind[d] === 1 ? exponential(eta) : eta;
  return -Math.log(sd) - halfLogTwoPi - 0.5 * z * z - logQ;
}
