import { halfLogTwoPi } from '../../../base/normal.ts';
import { cholesky, solveLower } from '../metric/symmetric.ts';

/**
 * What is proposed to each well whatever it has now: a mixture of normals near to its earlier draws, one of them wide. From one
 * place where a well's own values can lie to another no path goes; a draw of a mixture that knows both does.
 */
export interface WellMixtures {
  /** A draw into `x` at `from`, of a uniform number that chooses the normal and of `width` standard normals from `at` on. */
  draw(well: number, choice: number, normals: Float64Array, at: number, x: Float64Array, from: number): void;
  /** Log density, nats, of the coordinates of `x` from `from` on. */
  logDensity(well: number, x: Float64Array, from: number): number;
}

/** Normals that are fitted, beside the wide one. */
const narrow = 3;
const rounds = 15;
/** How many draws' worth of the whole, made this narrow, each normal's covariance begins with. */
const priorDraws = 6;
const priorShare = 0.1;
/** Wider than what is fitted, so that no place is refused for being seldom proposed. */
const inflation = 1.2;
const wide = { weight: 0.1, inflation: 3 } as const;

interface Normal {
  readonly logWeight: number;
  readonly mean: Float64Array;
  /** Lower root of the covariance. */
  readonly root: Float64Array;
  /** -log determinant of the root - width / 2 log 2 pi. */
  readonly logScale: number;
}

interface Blocks {
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

/** @param draws earlier ones of all chains, [draw][coordinate], more than `width` of them. */
export function wellMixtures(draws: readonly Float64Array[], { first, count, width }: Blocks): WellMixtures {
  const wells = Array.from({ length: count }, (_, w) =>
    mixtureOf(draws.map((draw) => draw.subarray(first + w * width, first + (w + 1) * width))),
  );
  const difference = new Float64Array(width);
  return {
    draw(well, choice, normals, at, x, from) {
      const { mean, root } = chosen(wells[well], choice);
      for (let i = 0; i < width; i++) {
        let sum = mean[i];
        for (let j = 0; j <= i; j++) sum += root[i * width + j] * normals[at + j];
        x[from + i] = sum;
      }
    },
    logDensity: (well, x, from) => logMixture(wells[well], x, from, difference),
  };
}

function chosen(normals: readonly Normal[], choice: number): Normal {
  let below = 0;
  for (const normal of normals) {
    below += Math.exp(normal.logWeight);
    if (choice < below) return normal;
  }
  return normals[normals.length - 1];
}

function logMixture(
  normals: readonly Normal[],
  x: Float64Array,
  from: number,
  difference: Float64Array,
): number {
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const normal of normals) {
    const log = normal.logWeight + logNormal(normal, x, from, difference);
    // a running log of a sum of exponentials
    if (log <= most) sum += Math.exp(log - most);
    else {
      sum = sum * Math.exp(most - log) + 1;
      most = log;
    }
  }
  return most + Math.log(sum);
}

function logNormal(
  { mean, root, logScale }: Normal,
  x: Float64Array,
  from: number,
  difference: Float64Array,
): number {
  const width = mean.length;
  for (let i = 0; i < width; i++) difference[i] = x[from + i] - mean[i];
  solveLower(root, width, difference);
  let square = 0;
  for (let i = 0; i < width; i++) square += difference[i] ** 2;
  return logScale - 0.5 * square;
}

/** By expectation and maximisation (A. P. Dempster, N. M. Laird, D. B. Rubin, 1977), from the draws furthest from each other. */
function mixtureOf(draws: readonly Float64Array[]): readonly Normal[] {
  const { length } = draws;
  const width = draws[0].length;
  const equal = new Float64Array(length).fill(1);
  const whole = momentsOf(draws, equal, null);
  const prior = whole.covariance.map((value) => priorShare * value);
  const all = normalOf(1, whole.mean, whole.covariance);
  let fitted = apart(draws, all).map((mean) => normalOf(1 / narrow, mean, whole.covariance));
  const difference = new Float64Array(width);
  for (let n = 0; n < rounds; n++) {
    const shares = fitted.map(() => new Float64Array(length));
    draws.forEach((draw, d) => {
      const total = logMixture(fitted, draw, 0, difference);
      fitted.forEach((normal, k) => {
        shares[k][d] = Math.exp(normal.logWeight + logNormal(normal, draw, 0, difference) - total);
      });
    });
    fitted = shares.map((share) => {
      const { total, mean, covariance } = momentsOf(draws, share, prior);
      return normalOf((total + 1) / (length + narrow), mean, covariance);
    });
  }
  return [
    ...fitted.map((normal) => widened(normal, 1 - wide.weight, inflation)),
    widened(all, wide.weight, wide.inflation),
  ];
}

/** Draws that lie far from each other, by the shape of the whole: from its middle the furthest, then the furthest from those. */
function apart(draws: readonly Float64Array[], whole: Normal): readonly Float64Array[] {
  const width = whole.mean.length;
  const centres = [whole.mean];
  const difference = new Float64Array(width);
  const nearest = new Float64Array(draws.length).fill(Number.POSITIVE_INFINITY);
  while (centres.length < narrow) {
    const centre = { ...whole, mean: centres[centres.length - 1], logScale: 0 };
    let furthest = 0;
    draws.forEach((draw, d) => {
      nearest[d] = Math.min(nearest[d], -logNormal(centre, draw, 0, difference));
      if (nearest[d] > nearest[furthest]) furthest = d;
    });
    centres.push(draws[furthest]);
  }
  return centres;
}

interface Moments {
  readonly total: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** @param prior a covariance that counts as `priorDraws` draws; null: none. */
function momentsOf(
  draws: readonly Float64Array[],
  weights: Float64Array,
  prior: Float64Array | null,
): Moments {
  const width = draws[0].length;
  const mean = new Float64Array(width);
  const covariance = new Float64Array(width * width);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // a normal of no draws stays where it is proposed from the prior's shape about the first draw
  const scale = Math.max(total, 1e-9);
  draws.forEach((draw, d) => {
    for (let i = 0; i < width; i++) mean[i] += (weights[d] / scale) * draw[i];
  });
  draws.forEach((draw, d) => {
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++)
        covariance[i * width + j] += weights[d] * (draw[i] - mean[i]) * (draw[j] - mean[j]);
  });
  const counted = prior === null ? total : total + priorDraws;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const added = prior === null ? (i === j ? 1e-6 : 0) : priorDraws * prior[i * width + j];
      const value = (covariance[i * width + j] + added) / counted;
      covariance[i * width + j] = value;
      covariance[j * width + i] = value;
    }
  }
  return { total, mean, covariance };
}

function normalOf(weight: number, mean: Float64Array, covariance: Float64Array): Normal {
  const width = mean.length;
  const root = cholesky(covariance, width);
  if (root === null)
    throw new Error('a covariance that has a share of one of all draws is positive definite');
  return { logWeight: Math.log(weight), mean, root, logScale: logScaleOf(root, width) };
}

function widened({ logWeight, mean, root }: Normal, share: number, variances: number): Normal {
  const wider = root.map((value) => Math.sqrt(variances) * value);
  return {
    ...{ logWeight: logWeight + Math.log(share), mean, root: wider },
    logScale: logScaleOf(wider, mean.length),
  };
}

function logScaleOf(root: Float64Array, width: number): number {
  let sum = -width * halfLogTwoPi;
  for (let i = 0; i < width; i++) sum -= Math.log(root[i * width + i]);
  return sum;
}
