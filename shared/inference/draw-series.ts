import type { BoundWorkspace } from './bound-workspace.ts';
import { logDensity } from './eta-prior.ts';
import { exponential } from './exponential.ts';
import type { FitPlan } from './fit-plan.ts';
import { type PriorTables, pointValue, priorMeanAt, priorSdAt } from './parameter-layout.ts';
import { drawForm, enterSeries } from './series-guide.ts';
import { toNatural } from './transform.ts';

const halfLogTwoPi = 0.9189385332046727;

/**
 * Draws that are taken through all parameters before the next ones: their rows of noise and parameters then stay in the
 * first-level cache, while each inner loop is over draws of one parameter, with nothing to decide.
 */
export const drawBlock = 32;

/** From noise to parameters and log p - log q of one series' draws, `well` being what the series is of. */
export function drawSeries(
  plan: FitPlan,
  weights: Float64Array,
  well: number,
  series: number,
  draws: number,
  workspace: BoundWorkspace,
): void {
  const { device } = plan.experiment.individuals[well];
  const { own, logRatio, drawn } = workspace;
  const end = (series + 1) * draws;
  enterSeries(plan, device, series, workspace);
  givenColumns(plan, weights, device, end - draws, end, workspace);
  for (let from = end - draws; from < end; from += drawBlock) {
    const to = Math.min(from + drawBlock, end);
    for (let t = from; t < to; t++) logRatio[t] = 0;
    for (let d = 0; d < drawn; d++) {
      if (own.form[d] <= drawForm.log) drawColumn(plan.priors, d, from, to, workspace);
      else for (let t = from; t < to; t++) logRatio[t] += drawSpecial(plan, device, d, t, workspace);
    }
  }
}

/**
 * A prior normal in eta with numbers for mean and sd:
 *
 *     log p(eta) - log q(eta) = -log sd - z^2/2 - (l/2 - eps^2/2),   z = (eta - mean) / sd.
 */
function drawColumn(
  priors: PriorTables,
  d: number,
  from: number,
  to: number,
  { own, noise, parameters, logRatio, drawn, width }: BoundWorkspace,
): void {
  const m = own.mean[d];
  const s = own.scale[d];
  const isLog = own.form[d] === drawForm.log;
  const lower = priors.lower[d];
  const upper = priors.upper[d];
  const mean = priors.mean[d];
  const inverseSd = priors.inverseSd[d];
  const constant = priors.constant[d] + halfLogTwoPi - 0.5 * own.logPrecision[d];
  let at = from * drawn + d;
  let cell = from * width + priors.column[d];
  for (let t = from; t < to; t++) {
    const eps = noise[at];
    const eta = m + s * eps;
    const seen = Math.min(Math.max(eta, lower), upper);
    const z = (eta - mean) * inverseSd;
    parameters[cell] = isLog ? exponential(seen) : seen;
    logRatio[t] += constant - 0.5 * (z * z - eps * eps);
    at += drawn;
    cell += width;
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
  const eta = own.mean[d] + own.scale[d] * eps;
  const logQ = 0.5 * own.logPrecision[d] - 0.5 * eps * eps - halfLogTwoPi;
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
