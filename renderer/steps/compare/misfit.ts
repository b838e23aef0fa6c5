import type { Series } from './series.ts';

/** Root mean square of observed minus predicted median, in the signal's unit; NaN where no reading is. */
export function misfitOf({ observed, q50 }: Series): number {
  let sum = 0;
  let count = 0;
  observed.forEach((value, t) => {
    const residual = value - (q50[t] ?? Number.NaN);
    if (!Number.isFinite(residual)) return;
    sum += residual * residual;
    count += 1;
  });
  return count === 0 ? Number.NaN : Math.sqrt(sum / count);
}
