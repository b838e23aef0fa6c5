import { solveUpper } from '../metric/symmetric.ts';

/**
 * q(u, y) of the hierarchical bound (INFERENCE.md, 2): a normal of full rank over what wells share, in the coordinates of a map
 * (`metric/whitening.ts`) in which the posterior is nearly standard normal,
 *
 *     x = mean + root v,     v ~ N(0, I);
 *
 * with what its training carries.
 */
export interface PopulationGuide {
  /** [shared]. */
  readonly mean: Float64Array;
  /** Lower, [shared, shared]. */
  readonly root: Float64Array;
  /** Running means of slopes and of their squares, first of the mean, then of the root, [shared + shared x shared]. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Steps since the coordinates are these. */
  since: number;
  /** Steps in all. */
  steps: number;
  /** Sums of mean and root over the steps of the last tenth, and how many they are. */
  readonly sums: Float64Array;
  summed: number;
}

/** Standard normal: what the map says. */
export function standardGuide(shared: number, steps: number): PopulationGuide {
  const size = shared + shared * shared;
  const root = new Float64Array(shared * shared);
  for (let c = 0; c < shared; c++) root[c * shared + c] = 1;
  return {
    ...{ mean: new Float64Array(shared), root, since: 0, steps, summed: 0 },
    first: new Float64Array(size),
    second: new Float64Array(size),
    sums: new Float64Array(size),
  };
}

/** x of a draw v, into the beginning of `x`. */
export function drawOf({ mean, root }: PopulationGuide, v: Float64Array, x: Float64Array): void {
  const s = mean.length;
  for (let i = 0; i < s; i++) {
    let sum = mean[i];
    for (let j = 0; j <= i; j++) sum += root[i * s + j] * v[j];
    x[i] = sum;
  }
}

/** Entropy, nats. */
export function entropyOf({ mean, root }: PopulationGuide): number {
  const s = mean.length;
  let sum = (s / 2) * (1 + Math.log(2 * Math.PI));
  for (let c = 0; c < s; c++) sum += Math.log(Math.abs(root[c * s + c]));
  return sum;
}

/**
 * Adds the slope of the bound of one draw, divided by `share`, to `slopes` [mean, then root]. `byX`: of all but log q, whose own
 * parameters are frozen, which leaves no noise where q is right: `stl` (G. Roeder, Y. Wu, D. Duvenaud, NIPS 2017, eq. 6).
 */
export function addGuideSlopes(
  { mean, root }: PopulationGuide,
  v: Float64Array,
  byX: Float64Array,
  share: number,
  slopes: Float64Array,
): void {
  const s = mean.length;
  // - d log q / d x = root'^-1 v
  const path = v.slice();
  solveUpper(root, s, path);
  for (let i = 0; i < s; i++) {
    const slope = share * (byX[i] + path[i]);
    slopes[i] += slope;
    for (let j = 0; j <= i; j++) slopes[s + i * s + j] += slope * v[j];
  }
}

/** One step of Adam (D. P. Kingma, J. Ba, arXiv 1412.6980) uphill. */
export function stepGuide(guide: PopulationGuide, slopes: Float64Array, rate: number): void {
  const { mean, root, first, second } = guide;
  const s = mean.length;
  guide.since++;
  guide.steps++;
  const bias1 = 1 - 0.9 ** guide.since;
  const bias2 = 1 - 0.99 ** guide.since;
  for (let i = 0; i < slopes.length; i++) {
    first[i] = 0.9 * first[i] + 0.1 * slopes[i];
    second[i] = 0.99 * second[i] + 0.01 * slopes[i] ** 2;
    const step = (rate * (first[i] / bias1)) / (Math.sqrt(second[i] / bias2) + 1e-8);
    if (i < s) mean[i] += step;
    else root[i - s] += step;
  }
  // a width never falls through 0
  for (let c = 0; c < s; c++) root[c * s + c] = Math.max(leastWidth, root[c * s + c]);
}

const leastWidth = 1e-3;

/** Takes where it is into the average. */
export function sumUp(guide: PopulationGuide): void {
  const { mean, root, sums } = guide;
  for (let i = 0; i < mean.length; i++) sums[i] += mean[i];
  for (let i = 0; i < root.length; i++) sums[mean.length + i] += root[i];
  guide.summed++;
}

/** What was averaged is not of the last steps any more. */
export function forgetAverage(guide: PopulationGuide): void {
  guide.sums.fill(0);
  guide.summed = 0;
}

/** Stands at the average from here on, where there is one. */
export function settle(guide: PopulationGuide): void {
  const { mean, root, sums, summed } = guide;
  if (summed === 0) return;
  for (let i = 0; i < mean.length; i++) mean[i] = sums[i] / summed;
  for (let i = 0; i < root.length; i++) root[i] = sums[mean.length + i] / summed;
}

/** Smallest sd of a coordinate given all others: no step should be longer than a part of it. */
export function leastSd({ mean, root }: PopulationGuide): number {
  const s = mean.length;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < s; c++) least = Math.min(least, Math.abs(root[c * s + c]));
  return least;
}
