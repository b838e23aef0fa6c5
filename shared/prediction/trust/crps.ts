import { normalDensity, normalDistribution } from '../../base/normal.ts';
import type { Mixture } from '../mixture.ts';

/**
 * Continuous ranked probability score of a predictive distribution F at the reading y, in the unit of the reading, 0 at best:
 *
 *     CRPS(F, y) = E|X - y| - E|X - X'| / 2,      X, X' ~ F independent;
 *
 * of a mixture of normals, with A(m, s) = E|N(m, s^2)| (E. P. Grimit, T. Gneiting, V. J. Berrocal, N. A. Johnson, The continuous
 * ranked probability score for circular variables and its application to mesoscale forecast ensemble verification, QJRMS 132
 * (2006), 2925-2942):
 *
 *     sum_i w_i A(y - m_i, s_i) - sum_ij w_i w_j A(m_i - m_j, sqrt(s_i^2 + s_j^2)) / 2.
 */
export function mixtureCrps({ means, sds, weights }: Mixture, reading: number): number {
  let toReading = 0;
  let among = 0;
  for (let i = 0; i < weights.length; i++) {
    toReading += weights[i] * meanDistance(reading - means[i], sds[i]);
    // the pair of a component with itself, then each other pair twice
    among += weights[i] * weights[i] * meanDistance(0, Math.SQRT2 * sds[i]);
    let pairs = 0;
    for (let j = 0; j < i; j++)
      pairs += weights[j] * quickDistance(means[i] - means[j], Math.sqrt(sds[i] ** 2 + sds[j] ** 2));
    among += 2 * weights[i] * pairs;
  }
  return toReading - 0.5 * among;
}

/** A: mean distance from 0 of a normal, m (2 Phi(m / s) - 1) + 2 s phi(m / s). */
function meanDistance(mean: number, sd: number): number {
  if (!(sd > 0)) return Math.abs(mean);
  const z = mean / sd;
  return mean * (2 * normalDistribution(z) - 1) + 2 * sd * normalDensity(z);
}

/** Nodes a unit of |m| / s, and from where A is |m| to 1e-17. */
const nodes = 64;
const reach = 8.5;
/** A of sd 1 at the nodes, and its slope 2 Phi - 1 from node to node. */
const distances = new Float64Array(nodes * reach + 2);
const slopes = new Float64Array(nodes * reach + 2);

function fill(): void {
  for (let n = 0; n < distances.length; n++) {
    distances[n] = meanDistance(n / nodes, 1);
    slopes[n] = (2 * normalDistribution(n / nodes) - 1) / nodes;
  }
}

/** A by cubic Hermite interpolation, to h^4 max|A^(4)| / 384 = 1.3e-10 of the sd: pairs are many. */
function quickDistance(mean: number, sd: number): number {
  if (distances[0] === 0) fill();
  const far = Math.abs(mean);
  if (!(far < reach * sd)) return far;
  const place = (far / sd) * nodes;
  const n = Math.floor(place);
  const u = place - n;
  const rise = distances[n + 1] - distances[n];
  const bend = 3 * rise - 2 * slopes[n] - slopes[n + 1];
  const twist = slopes[n] + slopes[n + 1] - 2 * rise;
  return sd * (distances[n] + u * (slopes[n] + u * (bend + u * twist)));
}

/** Steps between the least and the largest mean, and of each between the least and the largest log sd, no shorter than this. */
const meanSteps = 64;
const sdSteps = 16;
const leastSdStep = 0.25;

/**
 * A mixture of fewer components that stand for all: those whose means and sds fall into the same step become one normal
 * with their mean and variance, which changes a CRPS by far less than the draws are known to (a law says how much). Work grows
 * with the components, and hardly with their square.
 */
export function condensed({ means, sds, weights }: Mixture): Mixture {
  const count = weights.length;
  if (count <= meanSteps) return { means, sds, weights };
  const place = steps(means, meanSteps, 0, (value) => value);
  const width = steps(sds, sdSteps, leastSdStep, Math.log);
  const cells = meanSteps * sdSteps;
  const weight = new Float64Array(cells);
  const first = new Float64Array(cells);
  const second = new Float64Array(cells);
  for (let k = 0; k < count; k++) {
    const cell = place(means[k]) * sdSteps + width(sds[k]);
    weight[cell] += weights[k];
    first[cell] += weights[k] * means[k];
  }
  for (let k = 0; k < count; k++) {
    const cell = place(means[k]) * sdSteps + width(sds[k]);
    second[cell] += weights[k] * (sds[k] ** 2 + (means[k] - first[cell] / weight[cell]) ** 2);
  }
  const used = Array.from(weight.keys()).filter((cell) => weight[cell] > 0);
  return {
    means: Float64Array.from(used, (cell) => first[cell] / weight[cell]),
    sds: Float64Array.from(used, (cell) => Math.sqrt(second[cell] / weight[cell])),
    weights: Float64Array.from(used, (cell) => weight[cell]),
  };
}

/** Which of `count` equal steps between the least and the largest of these values one is in; of fewer, where they would be shorter. */
function steps(
  values: Float64Array,
  count: number,
  shortest: number,
  scale: (value: number) => number,
): (value: number) => number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, scale(value));
    high = Math.max(high, scale(value));
  }
  const perStep = 1 / Math.max(shortest, (high - low) / count);
  if (!Number.isFinite(perStep)) return () => 0;
  return (value) => Math.max(0, Math.min(count - 1, Math.floor((scale(value) - low) * perStep)));
}

/**
 * Interval score of a central interval that holds a share `level`, in the unit of the reading, 0 at best: its width, and 2 / (1 -
 * level) for each unit that the reading lies outside (T. Gneiting, A. E. Raftery, JASA 102 (2007), 359-378, equation 43).
 */
export function intervalScore(lower: number, upper: number, reading: number, level: number): number {
  const outside = Math.max(0, lower - reading) + Math.max(0, reading - upper);
  return upper - lower + (2 / (1 - level)) * outside;
}
