import { addSlopes } from '../../draws/eta-slopes.ts';
import { readAhead } from '../../draws/read-ahead.ts';
import type { CountedDraws, DrawArrays, DrawBlock } from '../../draws/series-draws.ts';
import { drawForm } from '../../draws/series-forms.ts';
import type { DrawPlan } from '../../plan/draw-plan.ts';
import type { PriorTables } from '../../prior/tables.ts';
import { etaOf } from './eta.ts';
import { etasOf } from './series-etas.ts';
import { enterMoments } from './series-moments.ts';
import type { FactorisedWorkspace } from './workspace.ts';

/**
 * Draws that are taken through all parameters before the next ones: their rows of noise and parameters then stay in the
 * first-level cache, while each inner loop is over draws of one parameter, with nothing to decide.
 */
const drawBlock = 32;

/**
 * Derivatives by one series' means m and log precisions l. With `sums` = sum_k c_k G_k and `noiseSums` = sum_k c_k G_k eps_k
 * (G_k as in `eta-slopes.ts`) they are
 *
 *     by m: sums,   by l: -1/2 s noiseSums - 1/2,
 *
 * times the scale, because log q(eta_k) = l/2 - eps_k^2/2 + constant: m moves the draw and its density together. With m and l
 * held inside log q, d log q / d eta_k = -eps_k / s: eps_k / s is added to each G_k, and nothing is taken off in the end.
 * Slopes are computed here, from noise and parameters, not where draws are made: draws whose weight has underflowed to 0 need
 * none.
 */
export function sumFactorised(
  plan: DrawPlan,
  counted: CountedDraws,
  arrays: DrawArrays,
  workspace: FactorisedWorkspace,
): void {
  const { form } = arrays.forms;
  const { own, sums, noiseSums, meanGradient, logPrecisionGradient } = workspace;
  const { series, count, coefficients, density, scale } = counted;
  const { drawn } = arrays;
  enterMoments(workspace, series, own);
  sums.fill(0);
  noiseSums.fill(0);
  const etas = etasOf(arrays, workspace);
  for (let start = 0; start < count; start += drawBlock) {
    const end = Math.min(start + drawBlock, count);
    const block: DrawBlock = { start, end, coefficients };
    readRows(start, end, arrays, workspace);
    for (let d = 0; d < drawn; d++) {
      if (form[d] <= drawForm.log) {
        addColumn(plan.priors, d, block, arrays, workspace);
      } else if (form[d] !== drawForm.pinned) {
        addSlopes(plan, d, block, arrays, etas);
      }
      if (density === 'path' && form[d] !== drawForm.pinned) addDensity(d, block, arrays, workspace);
    }
  }
  const moving = density === 'whole' && count > 0 ? 0.5 : 0;
  for (let d = 0; d < drawn; d++) {
    const at = series * drawn + d;
    const isDrawn = form[d] !== drawForm.pinned;
    const half = -0.5 * own.scale[d];
    meanGradient[at] = isDrawn ? scale * sums[d] : 0;
    logPrecisionGradient[at] = isDrawn ? scale * (half * noiseSums[d] - moving) : 0;
  }
}

function readRows(
  start: number,
  end: number,
  { chosen, noise, parameters, gradient, drawn, width }: DrawArrays,
  { ahead }: FactorisedWorkspace,
): void {
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
  { start, end, coefficients }: DrawBlock,
  { forms, chosen, noise, parameters, gradient, drawn, width }: DrawArrays,
  { own, sums, noiseSums }: FactorisedWorkspace,
): void {
  const m = own.mean[d];
  const s = own.scale[d];
  const isLog = forms.form[d] === drawForm.log;
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

/** -d log q / d eta of parameter d, its moments held. */
function addDensity(
  d: number,
  { start, end, coefficients }: DrawBlock,
  { chosen, noise, drawn }: DrawArrays,
  { own, sums, noiseSums }: FactorisedWorkspace,
): void {
  const s = own.scale[d];
  let sum = 0;
  let noiseSum = 0;
  for (let n = start; n < end; n++) {
    const t = chosen[n];
    const eps = noise[t * drawn + d];
    const g = coefficients[t] * (eps / s);
    sum += g;
    noiseSum += g * eps;
  }
  sums[d] += sum;
  noiseSums[d] += noiseSum;
}
