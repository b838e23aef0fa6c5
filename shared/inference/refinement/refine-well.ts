import { halfLogTwoPi } from '../../base/normal.ts';
import { fillNormals } from '../../base/random.ts';
import {
  cholesky,
  inverseTransposed,
  solveLower,
  solveUpper,
  withFloor,
} from '../posterior/metric/symmetric.ts';
import { effectiveDraws, smoothWeights } from './pareto.ts';
import type { WellDensity } from './well-density.ts';

/** Draws of one well from a normal of its own, full rank, weighed (INFERENCE.md, 7). */
export interface RefinedDraws {
  /** Importance weights, Pareto-smoothed, sum 1, [draw]. */
  readonly weights: Float64Array;
  readonly logWeights: Float64Array;
  /** What the simulator saw, natural scale, [draw, model parameter]. */
  readonly parameters: Float64Array;
  /** log (1/K) sum w of the weights as they are, nats. */
  readonly bound: number;
  readonly ess: number;
  readonly kHat: number;
  readonly failedDraws: number;
}

export interface RefineInput {
  /** Where to begin, in eta, [coordinate]. */
  readonly start: Float64Array;
  /** How far coordinates reach, in eta, [coordinate]: priors' sds. */
  readonly widths: Float64Array;
  readonly draws: number;
  readonly seed: number;
}

const mostNewton = 30;
/** Nats: less is no gain. */
const leastGain = 0.02;
/** In widths a prior's curvature is 1; a likelihood that bends the other way takes some of it. */
const leastCurvature = 0.3;
/** Rounds of draws whose weighed mean and covariance make the next normal. */
const mostRounds = 5;
/** Share of the draws that is enough. */
const enough = 0.2;

/** null: no point near the start has a solution. */
export async function refineWell(density: WellDensity, input: RefineInput): Promise<RefinedDraws | null> {
  const peak = await climb(density, input);
  if (peak === null) return null;
  let normal: Normal = peak;
  let best: RefinedDraws | null = null;
  for (let round = 0; round < mostRounds; round++) {
    const drawn = await drawFrom(density, normal, input, round);
    if (drawn === null) break;
    if (best === null || drawn.refined.ess > best.ess) best = drawn.refined;
    if (best.ess >= enough * input.draws) break;
    const next = fitted(drawn.etas, drawn.refined.logWeights, density.coordinates.length);
    if (next === null) break;
    normal = next;
  }
  return best;
}

/** N(mean, root root'), in eta. */
interface Normal {
  readonly mean: Float64Array;
  /** [coordinate, coordinate]. */
  readonly root: Float64Array;
  readonly logDeterminant: number;
}

/** Newton's method in units of the widths, curvature by central differences of exact gradients, steps of several lengths at once. */
async function climb(density: WellDensity, { start, widths }: RefineInput): Promise<Normal | null> {
  const n = density.coordinates.length;
  const values = {
    logDensity: new Float64Array(density.points),
    gradient: new Float64Array(density.points * n),
  };
  const batch = new Float64Array(density.points * n);
  const lengths = Math.min(8, density.points);
  let eta = start;
  let reach = Float64Array.from(widths, () => 0.05);
  let here = Number.NEGATIVE_INFINITY;
  for (let round = 0; ; round++) {
    batch.set(eta, 0);
    for (let c = 0; c < n; c++) {
      for (const side of [0, 1]) {
        const at = (1 + 2 * c + side) * n;
        batch.set(eta, at);
        batch[at + c] += (side === 0 ? 0.1 : -0.1) * reach[c] * widths[c];
      }
    }
    await density.evaluate(batch, 1 + 2 * n, values);
    here = values.logDensity[0];
    if (here === Number.NEGATIVE_INFINITY) return null;
    const curvature = new Float64Array(n * n);
    for (let c = 0; c < n; c++) {
      const plus = (1 + 2 * c) * n;
      for (let e = 0; e < n; e++) {
        const slope =
          (values.gradient[plus + n + e] - values.gradient[plus + e]) / (0.2 * reach[c] * widths[c]);
        curvature[c * n + e] += 0.5 * slope * widths[c] * widths[e];
        curvature[e * n + c] += 0.5 * slope * widths[c] * widths[e];
      }
    }
    const { matrix } = withFloor(curvature, n, leastCurvature);
    const lower = cholesky(matrix, n);
    if (lower === null) return null;
    const normal = normalOf(eta, lower, widths);
    if (round === mostNewton) return normal;
    reach = reach.map((_, c) => Math.min(1, Math.max(1e-3, 1 / Math.sqrt(matrix[c * n + c]))));
    const step = values.gradient.slice(0, n).map((slope, c) => slope * widths[c]);
    solveLower(lower, n, step);
    solveUpper(lower, n, step);
    for (let k = 0; k < lengths; k++) {
      for (let c = 0; c < n; c++) batch[k * n + c] = eta[c] + 2 ** -k * step[c] * widths[c];
    }
    await density.evaluate(batch, lengths, { logDensity: values.logDensity });
    let best = -1;
    for (let k = 0; k < lengths; k++) {
      if (!(values.logDensity[k] > here + leastGain)) continue;
      if (best < 0 || values.logDensity[k] > values.logDensity[best]) best = k;
    }
    if (best < 0) return normal;
    eta = batch.slice(best * n, (best + 1) * n);
  }
}

/** @param lower L with L L' = precision in units of the widths. */
function normalOf(mean: Float64Array, lower: Float64Array, widths: Float64Array): Normal {
  const n = mean.length;
  const root = inverseTransposed(lower, n);
  let logDeterminant = 0;
  for (let c = 0; c < n; c++) {
    logDeterminant += Math.log(widths[c]) - Math.log(lower[c * n + c]);
    for (let e = 0; e < n; e++) root[c * n + e] *= widths[c];
  }
  return { mean, root, logDeterminant };
}

async function drawFrom(
  density: WellDensity,
  { mean, root, logDeterminant }: Normal,
  { draws, seed }: RefineInput,
  round: number,
): Promise<{ readonly refined: RefinedDraws; readonly etas: Float64Array } | null> {
  const n = mean.length;
  const noise = new Float64Array(draws * n);
  fillNormals({ seed, purpose: 'prediction', step: round, individual: density.well }, noise);
  const etas = new Float64Array(draws * n);
  const logQ = new Float64Array(draws);
  for (let k = 0; k < draws; k++) {
    let squares = 0;
    for (let c = 0; c < n; c++) {
      let value = mean[c];
      for (let e = 0; e < n; e++) value += root[c * n + e] * noise[k * n + e];
      etas[k * n + c] = value;
      squares += noise[k * n + c] ** 2;
    }
    logQ[k] = -0.5 * squares - n * halfLogTwoPi - logDeterminant;
  }
  const logDensity = new Float64Array(draws);
  await density.evaluate(etas, draws, { logDensity });
  const logWeights = logDensity.map((value, k) => value - logQ[k]);
  const most = logWeights.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  if (most === Number.NEGATIVE_INFINITY) return null;
  const { weights, kHat } = smoothWeights(logWeights);
  const sum = logWeights.reduce((total, value) => total + Math.exp(value - most), 0);
  const refined: RefinedDraws = {
    weights,
    logWeights,
    parameters: density.seen(draws),
    bound: most + Math.log(sum / draws),
    ess: effectiveDraws(logWeights.map((value) => Math.exp(value - most))),
    kHat,
    failedDraws: logDensity.reduce((count, value) => count + (value === Number.NEGATIVE_INFINITY ? 1 : 0), 0),
  };
  return { refined, etas };
}

/**
 * The normal with the draws' weighed mean and covariance; weights are tempered until as many count as a covariance needs.
 * null: they span no volume.
 */
function fitted(etas: Float64Array, logWeights: Float64Array, n: number): Normal | null {
  const weights = tempered(logWeights, Math.min(logWeights.length / 3, 4 * n));
  const mean = new Float64Array(n);
  weights.forEach((weight, k) => {
    for (let c = 0; c < n; c++) mean[c] += weight * etas[k * n + c];
  });
  const covariance = new Float64Array(n * n);
  weights.forEach((weight, k) => {
    if (weight === 0) return;
    for (let c = 0; c < n; c++) {
      for (let e = 0; e < n; e++)
        covariance[c * n + e] += weight * (etas[k * n + c] - mean[c]) * (etas[k * n + e] - mean[e]);
    }
  });
  const root = cholesky(covariance, n);
  if (root === null) return null;
  let logDeterminant = 0;
  for (let c = 0; c < n; c++) logDeterminant += Math.log(root[c * n + c]);
  return { mean, root, logDeterminant };
}

/** w^b with the largest b up to 1 at which the effective number is at least `least`; sum 1. */
function tempered(logWeights: Float64Array, least: number): Float64Array {
  const most = logWeights.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const at = (power: number): Float64Array => logWeights.map((value) => Math.exp(power * (value - most)));
  let low = 0;
  let high = 1;
  if (effectiveDraws(at(1)) >= least) low = 1;
  else {
    for (let n = 0; n < 40; n++) {
      const middle = 0.5 * (low + high);
      if (effectiveDraws(at(middle)) >= least) low = middle;
      else high = middle;
    }
  }
  const weights = at(low);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
