import { statusCode } from '../../../compute/kernel.ts';
import { allFinite } from '../../draws/all-finite.ts';
import type { BoundWorkspace } from '../../draws/bound-workspace.ts';

/**
 * Bound of a series none of whose draws has a solution (INFERENCE.md, 4): below all that a solution may be worth. [At the start of
 * a fit solved draws may lie below -1e6.]
 */
export const unsolvedBound = -1e12;

/**
 * Log weights, normalised weights and the bound of one series. A trajectory without a finite log likelihood has failed: it
 * weighs nothing, and where all have, the bound is a stand-in without a gradient. One whose gradient overflowed counts in the
 * bound as it is, and has no gradient.
 */
export function weighSeries(
  series: number,
  draws: number,
  workspace: BoundWorkspace,
  withGradient: boolean,
): void {
  const { status, overflowed, logLik, logRatio, logWeight, weight, gradient, width } = workspace;
  const from = series * draws;
  const to = from + draws;
  let failed = 0;
  let withoutGradient = 0;
  let largest = -Infinity;
  for (let t = from; t < to; t++) {
    overflowed[t] = 0;
    if (status[t] !== statusCode.ok || !Number.isFinite(logLik[t])) {
      failed++;
      logLik[t] = Number.NEGATIVE_INFINITY;
      if (status[t] === statusCode.ok) status[t] = statusCode.notFinite;
      if (withGradient) gradient.fill(0, t * width, (t + 1) * width);
    } else if (withGradient && !allFinite(gradient, t * width, (t + 1) * width)) {
      withoutGradient++;
      overflowed[t] = 1;
      gradient.fill(0, t * width, (t + 1) * width);
    }
    const value = logLik[t] + logRatio[t];
    logWeight[t] = value;
    if (value > largest) largest = value;
  }
  workspace.failed[series] = failed;
  workspace.withoutGradient[series] = withoutGradient;
  if (failed === draws) {
    weight.fill(0, from, to);
    // a guide whose numbers are none is no failure of the model
    const drawn = logRatio.subarray(from, to).every(Number.isFinite);
    workspace.bound[series] = drawn ? unsolvedBound : Number.NaN;
    return;
  }
  let sum = 0;
  for (let t = from; t < to; t++) {
    const value = Math.exp(logWeight[t] - largest);
    weight[t] = value;
    sum += value;
  }
  for (let t = from; t < to; t++) weight[t] /= sum;
  workspace.bound[series] = largest + Math.log(sum / draws);
}
