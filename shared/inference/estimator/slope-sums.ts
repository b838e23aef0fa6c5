import type { BoundWorkspace } from '../draws/bound-workspace.ts';
import { etaOf } from '../draws/eta.ts';
import { readAhead } from '../draws/read-ahead.ts';
import { enterSeries } from '../guide/enter-series.ts';
import { drawForm } from '../guide/series-guide.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { logDensitySlope } from '../prior/eta-prior.ts';
import { type PriorTables, priorMeanAt, priorSdAt } from '../prior/tables.ts';
import { naturalSlope } from '../prior/transform.ts';

/**
 * Draws that are taken through all parameters before the next ones: their rows of noise and parameters then stay in the
 * first-level cache, while each inner loop is over draws of one parameter, with nothing to decide.
 */
const drawBlock = 32;

/** Which series, of a well with which device, and its trajectories from .. to. */
export interface SeriesDraws {
  readonly device: number;
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Of one series' draws k with normalised weights wn_k, for each drawn parameter: `sums` = sum_k wn_k G_k and `noiseSums` =
 * sum_k wn_k G_k eps_k, where
 *
 *     G_k = d log p(x | theta_k)/dtheta dT/deta + d log p(eta_k)/deta,
 *
 * and dT/deta is 0 where the simulator did not follow the draw. Slopes are computed here, from noise and parameters, not
 * where draws are made: draws whose weight has underflowed to 0 need none. `coefficients` [trajectory] are wn_k, or what an
 * estimator makes of them; `from` .. `to` are the series' trajectories;
 * those that weigh something are left in `chosen`, and their number is returned.
 */
export function sumSlopes(
  plan: FitPlan,
  { device, series, from, to }: SeriesDraws,
  coefficients: Float64Array,
  workspace: BoundWorkspace,
): number {
  const { own, chosen, sums, noiseSums, drawn } = workspace;
  const count = chooseDraws(from, to, coefficients, workspace);
  enterSeries(plan, device, series, workspace);
  sums.fill(0);
  noiseSums.fill(0);
  for (let start = 0; start < count; start += drawBlock) {
    const end = Math.min(start + drawBlock, count);
    readRows(start, end, workspace);
    for (let d = 0; d < drawn; d++) {
      if (own.form[d] <= drawForm.log) addColumn(plan.priors, d, { start, end }, coefficients, workspace);
      else if (own.form[d] !== drawForm.pinned) {
        for (let n = start; n < end; n++) addSpecial(plan, d, chosen[n], coefficients, workspace);
      }
    }
  }
  return count;
}

/** Trajectories that count something, into `chosen`; how many. */
function chooseDraws(
  from: number,
  to: number,
  coefficients: Float64Array,
  { chosen }: BoundWorkspace,
): number {
  let count = 0;
  for (let t = from; t < to; t++) if (coefficients[t] !== 0) chosen[count++] = t;
  return count;
}

function readRows(start: number, end: number, workspace: BoundWorkspace): void {
  const { chosen, noise, parameters, gradient, ahead, drawn, width } = workspace;
  for (let n = start; n < end; n++) {
    const row = chosen[n] * width;
    ahead[0] = readAhead(noise, chosen[n] * drawn, (chosen[n] + 1) * drawn);
    ahead[0] += readAhead(parameters, row, row + width) + readAhead(gradient, row, row + width);
  }
}

/** A prior normal in eta with numbers for mean and sd: d log p / d eta = (mean - eta) / sd^2. */
function addColumn(
  priors: PriorTables,
  d: number,
  { start, end }: { readonly start: number; readonly end: number },
  coefficients: Float64Array,
  { own, chosen, noise, parameters, gradient, sums, noiseSums, drawn, width }: BoundWorkspace,
): void {
  const m = own.mean[d];
  const s = own.scale[d];
  const isLog = own.form[d] === drawForm.log;
  const lower = priors.lower[d];
  const upper = priors.upper[d];
  const mean = priors.mean[d];
  const precision = priors.inverseSd[d] * priors.inverseSd[d];
  const column = priors.column[d];
  let sum = 0;
  let noiseSum = 0;
  for (let n = start; n < end; n++) {
    const t = chosen[n];
    const cell = t * width + column;
    const eps = noise[t * drawn + d];
    const eta = etaOf(m, s, eps);
    const slope = eta >= lower && eta <= upper ? (isLog ? parameters[cell] : 1) : 0;
    const g = coefficients[t] * (gradient[cell] * slope - (eta - mean) * precision);
    sum += g;
    noiseSum += g * eps;
  }
  sums[d] += sum;
  noiseSums[d] += noiseSum;
}

/** Adds parameter d of trajectory t where it is not of the common forms. */
function addSpecial(
  plan: FitPlan,
  d: number,
  t: number,
  coefficients: Float64Array,
  workspace: BoundWorkspace,
): void {
  const { own, noise, parameters, gradient, sums, noiseSums, drawn, width } = workspace;
  const { priors } = plan;
  const { prior } = plan.parameters.drawn[d];
  const row = t * width;
  const cell = row + priors.column[d];
  const eps = noise[t * drawn + d];
  const eta = etaOf(own.mean[d], own.scale[d], eps);
  let priorSlope = 0;
  if (own.form[d] === drawForm.other) priorSlope = logDensitySlope(prior, eta);
  else {
    // log p = -log sd - z^2/2 with a mean or sd that was drawn pulls on that draw as well
    const sd = priorSdAt(priors, d, parameters, row);
    const z = (eta - priorMeanAt(priors, d, parameters, row)) / sd;
    priorSlope = -z / sd;
    if (priors.meanParent[d] >= 0) pull(plan, priors.meanParent[d], t, coefficients[t] * (z / sd), workspace);
    if (priors.sdParent[d] >= 0)
      pull(plan, priors.sdParent[d], t, coefficients[t] * ((z * z - 1) / sd), workspace);
  }
  const slope = naturalSlope(prior.transform, eta, parameters[cell]);
  const g = coefficients[t] * (gradient[cell] * slope + priorSlope);
  sums[d] += g;
  noiseSums[d] += g * eps;
}

/** Adds what a draw of trajectory t feels of `slope`, a derivative by the natural value of parameter d times what the draw counts. */
function pull(plan: FitPlan, d: number, t: number, slope: number, workspace: BoundWorkspace): void {
  const { own, noise, parameters, sums, noiseSums, drawn, width } = workspace;
  const { priors } = plan;
  const eps = noise[t * drawn + d];
  const eta = etaOf(own.mean[d], own.scale[d], eps);
  // A pinned value, and one beyond its limits, does not follow the draw.
  if (own.form[d] === drawForm.pinned || !(eta >= priors.lower[d] && eta <= priors.upper[d])) return;
  const { transform } = plan.parameters.drawn[d].prior;
  const g = slope * naturalSlope(transform, eta, parameters[t * width + priors.column[d]]);
  sums[d] += g;
  noiseSums[d] += g * eps;
}
