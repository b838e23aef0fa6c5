import { normalDensity, normalDistribution, normalQuantile } from '../base/normal.ts';
import { addQuickly } from './quick-normal.ts';

/**
 * Weighted mixture of normals: the predictive distribution of one reading, component k being draw k's prediction with its
 * residual error. Weights sum to 1.
 */
export interface Mixture {
  /** All [component]. */
  readonly means: Float64Array;
  readonly sds: Float64Array;
  readonly weights: Float64Array;
}

export function mixtureMean(mixture: Mixture): number {
  let sum = 0;
  for (let k = 0; k < mixture.weights.length; k++) sum += weightAt(mixture, k) * meanAt(mixture, k);
  return sum;
}

/** Law of total variance: the components' variances and the spread of their means about `mean`. */
export function mixtureSd(mixture: Mixture, mean: number): number {
  let sum = 0;
  for (let k = 0; k < mixture.weights.length; k++) {
    sum += weightAt(mixture, k) * (sdAt(mixture, k) ** 2 + (meanAt(mixture, k) - mean) ** 2);
  }
  return Math.sqrt(sum);
}

/**
 * The q with P(X <= q) = p, to 1e-6 of the mixture's sd. No component's own quantile lies outside the bracket of all of
 * them, so neither does the mixture's. Within it Newton's steps, halving where they leave it: with interpolated
 * distribution functions until they find nothing better, then with the functions themselves.
 */
export function mixtureQuantile(mixture: Mixture, p: number, sd: number): number {
  const z = normalQuantile(p);
  let low = Infinity;
  let high = -Infinity;
  let guess = 0;
  for (let k = 0; k < mixture.weights.length; k++) {
    const quantile = meanAt(mixture, k) + z * sdAt(mixture, k);
    low = Math.min(low, quantile);
    high = Math.max(high, quantile);
    guess += weightAt(mixture, k) * quantile;
  }
  const bracket = { low, high, tolerance: 1e-6 * sd };
  const start = Math.min(high, Math.max(low, guess));
  const near = search(mixture, p, start, bracket, quicklyAt);
  return search(mixture, p, near, bracket, exactlyAt);
}

interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly tolerance: number;
}

/** P(X <= x) and the density there, into [2]. */
type Evaluate = (mixture: Mixture, x: number, out: Float64Array) => void;

const found = new Float64Array(2);

function search(mixture: Mixture, p: number, start: number, bracket: Bracket, evaluate: Evaluate): number {
  let { low, high } = bracket;
  const { tolerance } = bracket;
  let x = start;
  // Halving alone would need log2(range / tolerance) steps; 200 is out of reach.
  for (let step = 0; step < 200 && high - low > tolerance; step++) {
    found.fill(0);
    evaluate(mixture, x, found);
    const excess = (found[0] as number) - p;
    if (excess > 0) high = x;
    else low = x;
    const newton = x - excess / (found[1] as number);
    const inside = newton > low && newton < high;
    const next = inside ? newton : 0.5 * (low + high);
    if (inside && Math.abs(newton - x) < 0.1 * tolerance) return newton;
    x = next;
  }
  return x;
}

function quicklyAt({ means, sds, weights }: Mixture, x: number, out: Float64Array): void {
  addQuickly(means, sds, weights, x, out);
}

function exactlyAt(mixture: Mixture, x: number, out: Float64Array): void {
  let share = 0;
  let density = 0;
  for (let k = 0; k < mixture.weights.length; k++) {
    const deviation = (x - meanAt(mixture, k)) / sdAt(mixture, k);
    share += weightAt(mixture, k) * normalDistribution(deviation);
    density += (weightAt(mixture, k) * normalDensity(deviation)) / sdAt(mixture, k);
  }
  out[0] = share;
  out[1] = density;
}

function meanAt(mixture: Mixture, k: number): number {
  return mixture.means[k] as number;
}

function sdAt(mixture: Mixture, k: number): number {
  return mixture.sds[k] as number;
}

function weightAt(mixture: Mixture, k: number): number {
  return mixture.weights[k] as number;
}
