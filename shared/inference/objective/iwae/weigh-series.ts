import type { BoundWorkspace } from '../../draws/bound-workspace.ts';

/** Log likelihood of a trajectory that has none (INFERENCE.md, 4). */
export const failedLogLik = -1e6;

/**
 * Log weights, normalised weights and the bound of one series. A trajectory without a finite log likelihood has failed: it
 * gets the stand-in's and no gradient. One whose gradient overflowed counts in the bound as it is, and has no gradient.
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
    if (status[t] !== 0 || !Number.isFinite(logLik[t])) {
      failed++;
      logLik[t] = failedLogLik;
      if (status[t] === 0) status[t] = 3;
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
  let sum = 0;
  for (let t = from; t < to; t++) {
    const value = Math.exp(logWeight[t] - largest);
    weight[t] = value;
    sum += value;
  }
  for (let t = from; t < to; t++) weight[t] /= sum;
  workspace.bound[series] = largest + Math.log(sum / draws);
  workspace.failed[series] = failed;
  workspace.withoutGradient[series] = withoutGradient;
}

/** Anything not finite makes the sum so; the sum of finite gradients does not overflow. Two sums wait less than one. */
export function allFinite(values: Float64Array, from: number, to: number): boolean {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 2 <= to; i += 2) {
    even += values[i];
    odd += values[i + 1];
  }
  if (i < to) even += values[i];
  return Number.isFinite(even) && Number.isFinite(odd);
}
