import { normalQuantile } from '../../base/normal.ts';

/**
 * The t with P(T <= t) = p for Student's distribution, relative error below 1e-5 for a degree of freedom or more; of 0
 * degrees infinity. G. W. Hill, Algorithm 396, Communications of the ACM 13 (1970), 619-620.
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom > mostKept)
    return computed(p, degreesOfFreedom);
  const of = kept.get(p) ?? new Float64Array(mostKept + 1).fill(Number.NaN);
  if (kept.size < mostProbabilities) kept.set(p, of);
  const before = of[degreesOfFreedom] as number;
  if (!Number.isNaN(before)) return before;
  const value = computed(p, degreesOfFreedom);
  of[degreesOfFreedom] = value;
  return value;
}

/** Lines are fitted to thousands of stretches, of few lengths and for few intervals. */
const mostKept = 2000;
const mostProbabilities = 16;
const kept = new Map<number, Float64Array>();

function computed(p: number, n: number): number {
  if (!(n >= 1)) return p > 0.5 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const two = 2 * Math.min(p, 1 - p);
  const sign = p < 0.5 ? -1 : 1;
  if (n === 1) return (sign * Math.cos((two * Math.PI) / 2)) / Math.sin((two * Math.PI) / 2);
  if (n === 2) return sign * Math.sqrt(2 / (two * (2 - two)) - 2);
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = (((20700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let x = d * two;
  let y = x ** (2 / n);
  if (y > 0.05 + a) {
    x = normalQuantile(two / 2);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y =
      ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
        ((n + 1) / (n + 2)) +
      1 / y;
  }
  return sign * Math.sqrt(n * y);
}
