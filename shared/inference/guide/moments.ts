/** Means and log precisions in eta. */
export interface Moments {
  readonly mean: Float64Array;
  readonly logPrecision: Float64Array;
}

/** Standard deviation of a log precision l: exp(-l / 2). */
export function scaleOf(logPrecision: number): number {
  return Math.exp(-0.5 * logPrecision);
}
