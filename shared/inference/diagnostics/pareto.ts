/**
 * Pareto-smoothed importance weights: A. Vehtari, D. Simpson, A. Gelman, Y. Yao, J. Gabry, Pareto smoothed importance sampling,
 * JMLR 25 (2024); the shape is estimated as by J. Zhang, M. A. Stephens, Technometrics 51 (2009), 316-325.
 */
export interface SmoothedWeights {
  /** Sum 1, [draw]. */
  readonly weights: Float64Array;
  /** Shape of the tail: above `tailLimit` the weights say little, however many they are. NaN: too few to tell. */
  readonly kHat: number;
}

/** The tail's shape beyond which weights are not to be trusted, for so many draws (section 3.2.4 there). */
export function tailLimit(draws: number): number {
  return Math.min(1 - 1 / Math.log10(draws), 0.7);
}

/** (sum w)^2 / sum w^2. */
export function effectiveDraws(weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** @param raw importance weights up to a factor, 0 or more; all 0: there is nothing to smooth. */
export function smoothWeights(raw: Float64Array): SmoothedWeights {
  const draws = raw.length;
  const most = raw.reduce((largest, weight) => Math.max(largest, weight), 0);
  if (!(most > 0)) return { weights: raw.slice(), kHat: Number.NaN };
  const weights = raw.map((weight) => weight / most);
  const order = Int32Array.from(weights, (_, i) => i).sort((i, j) => weights[i] - weights[j]);
  const tail = Math.ceil(Math.min(0.2 * draws, 3 * Math.sqrt(draws)));
  const positive = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  let kHat = Number.NaN;
  if (tail >= 5 && positive > tail) {
    const cut = weights[order[draws - tail - 1]];
    const excess = Float64Array.from({ length: tail }, (_, i) => weights[order[draws - tail + i]] - cut);
    if (excess[0] > 0 || excess[tail - 1] > 0) {
      const { shape, scale } = paretoOf(excess);
      kHat = shape;
      if (Number.isFinite(shape)) {
        for (let i = 0; i < tail; i++) {
          const quantile = paretoQuantile((i + 0.5) / tail, shape, scale);
          // no smoothed weight is above the largest one found
          weights[order[draws - tail + i]] = Math.min(1, cut + quantile);
        }
      }
    }
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { weights: weights.map((weight) => weight / sum), kHat };
}

function paretoQuantile(p: number, shape: number, scale: number): number {
  return Math.abs(shape) < 1e-12
    ? -scale * Math.log1p(-p)
    : (scale * Math.expm1(-shape * Math.log1p(-p))) / shape;
}

/** Shape and scale of a generalised Pareto distribution of these excesses, ascending. */
function paretoOf(excess: Float64Array): { readonly shape: number; readonly scale: number } {
  const n = excess.length;
  const prior = 3;
  const grid = 30 + Math.floor(Math.sqrt(n));
  const quarter = Math.max(excess[Math.floor(n / 4 + 0.5) - 1], excess[n - 1] * 1e-12);
  const largest = excess[n - 1];
  const theta = Float64Array.from(
    { length: grid },
    (_, j) => 1 / largest + (1 - Math.sqrt(grid / (j + 0.5))) / prior / quarter,
  );
  const shapeAt = (t: number): number => {
    let sum = 0;
    for (const x of excess) sum += Math.log1p(-t * x);
    return sum / n;
  };
  const profile = theta.map((t) => {
    const k = shapeAt(t);
    return n * (Math.log(-t / k) - k - 1);
  });
  let total = 0;
  let mean = 0;
  for (let j = 0; j < grid; j++) {
    let inverse = 0;
    for (let i = 0; i < grid; i++) inverse += Math.exp(profile[i] - profile[j]);
    const weight = 1 / inverse;
    if (!Number.isFinite(weight)) continue;
    total += weight;
    mean += weight * theta[j];
  }
  const t = mean / total;
  const k = shapeAt(t);
  // drawn a little to 1/2, as the weight of ten observations (section 6 there)
  return { shape: (n * k + 5) / (n + 10), scale: -k / t };
}
