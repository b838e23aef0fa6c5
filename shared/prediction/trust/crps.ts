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
  const cells = cellsOf(means, sds);
  const weight = new Float64Array(cells.count);
  const first = new Float64Array(cells.count);
  const second = new Float64Array(cells.count);
  for (let k = 0; k < count; k++) {
    weight[cells.of[k]] += weights[k];
    first[cells.of[k]] += weights[k] * means[k];
  }
  let used = 0;
  for (let cell = 0; cell < cells.count; cell++) {
    if (weight[cell] === 0) continue;
    first[cell] /= weight[cell];
    used++;
  }
  for (let k = 0; k < count; k++) {
    const rest = means[k] - first[cells.of[k]];
    second[cells.of[k]] += weights[k] * (sds[k] * sds[k] + rest * rest);
  }
  const out = { means: new Float64Array(used), sds: new Float64Array(used), weights: new Float64Array(used) };
  for (let cell = 0, n = 0; cell < cells.count; cell++) {
    if (weight[cell] === 0) continue;
    out.means[n] = first[cell];
    out.sds[n] = Math.sqrt(second[cell] / weight[cell]);
    out.weights[n++] = weight[cell];
  }
  return out;
}

/** Which step of means and of log sds each component is in, as one number below `count`. */
function cellsOf(
  means: Float64Array,
  sds: Float64Array,
): { readonly of: Int32Array; readonly count: number } {
  const [low, high] = rangeOf(means);
  const [narrow, wide] = rangeOf(sds);
  const widths = Math.log(wide / narrow);
  const sdCount = Math.max(1, Math.min(sdSteps, Math.ceil(widths / leastSdStep)));
  const perMean = high > low ? meanSteps / (high - low) : 0;
  const perWidth = widths > 0 && sdCount > 1 ? sdCount / widths : 0;
  const of = new Int32Array(means.length);
  for (let k = 0; k < of.length; k++) {
    const place = Math.min(meanSteps - 1, Math.floor((means[k] - low) * perMean));
    const width =
      perWidth === 0 ? 0 : Math.min(sdCount - 1, Math.floor(Math.log(sds[k] / narrow) * perWidth));
    of[k] = place * sdCount + width;
  }
  return { of, count: meanSteps * sdCount };
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [values[0], values[0]];
  for (let k = 1; k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return [low, high];
}

/**
 * Interval score of a central interval that holds a share `level`, in the unit of the reading, 0 at best: its width, and 2 / (1 -
 * level) for each unit that the reading lies outside (T. Gneiting, A. E. Raftery, JASA 102 (2007), 359-378, equation 43).
 */
export function intervalScore(lower: number, upper: number, reading: number, level: number): number {
  const outside = Math.max(0, lower - reading) + Math.max(0, reading - upper);
  return upper - lower + (2 / (1 - level)) * outside;
}
