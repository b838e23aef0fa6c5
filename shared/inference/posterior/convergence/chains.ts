import { normalQuantile } from '../../../base/normal.ts';

/**
 * Whether chains have mixed, and how many independent draws theirs are worth: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter,
 * P.-C. Buerkner, Rank-normalization, folding, and localization: an improved R-hat, Bayesian Analysis 16 (2021), 667-718.
 */
export interface Convergence {
  /** The larger of rank-normalised split R-hat and that of the folded draws. NaN: draws do not vary. */
  readonly rHat: number;
  /** Effective draws for the middle, and for the 5 % and 95 % quantiles. */
  readonly bulkEss: number;
  readonly tailEss: number;
}

/** @param chains [chain][draw], all of one length, at least 4. */
export function convergence(chains: readonly Float64Array[]): Convergence {
  const halves = split(chains);
  const ranked = normalScores(halves);
  const middle = quantile(halves, 0.5);
  const folded = normalScores(halves.map((half) => half.map((value) => Math.abs(value - middle))));
  const indicator = (level: number) => {
    const cut = quantile(halves, level);
    return halves.map((half) => half.map((value) => (value <= cut ? 1 : 0)));
  };
  return {
    rHat: Math.max(rHat(ranked), rHat(folded)),
    bulkEss: ess(ranked),
    tailEss: Math.min(ess(indicator(0.05)), ess(indicator(0.95))),
  };
}

/** Monte Carlo standard error of the mean of draws as they are. */
export function meanError(chains: readonly Float64Array[]): number {
  const halves = split(chains);
  const { within, between } = variances(halves);
  const n = halves[0].length;
  return Math.sqrt((((n - 1) / n) * within + between / n) / ess(halves));
}

function split(chains: readonly Float64Array[]): readonly Float64Array[] {
  const half = chains[0].length >> 1;
  return chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(chain.length - half)]);
}

/** z = Phi^-1((rank - 3/8) / (S + 1/4)) of all draws together, ties sharing their mean rank. */
function normalScores(chains: readonly Float64Array[]): readonly Float64Array[] {
  const n = chains[0].length;
  const all = new Float64Array(chains.length * n);
  chains.forEach((chain, c) => {
    all.set(chain, c * n);
  });
  const order = Int32Array.from(all, (_, i) => i).sort((i, j) => all[i] - all[j]);
  const scores = new Float64Array(all.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && all[order[to]] === all[order[from]]) to++;
    const rank = (from + 1 + to) / 2;
    const score = normalQuantile((rank - 0.375) / (all.length + 0.25));
    for (let i = from; i < to; i++) scores[order[i]] = score;
    from = to;
  }
  return chains.map((_, c) => scores.subarray(c * n, (c + 1) * n));
}

function quantile(chains: readonly Float64Array[], level: number): number {
  const all = Float64Array.from(chains.flatMap((chain) => [...chain])).sort();
  const at = level * (all.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, all.length - 1);
  return all[below] + (at - below) * (all[above] - all[below]);
}

function variances(chains: readonly Float64Array[]): { readonly within: number; readonly between: number } {
  const n = chains[0].length;
  const means = chains.map(meanOf);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  const between = (n * means.reduce((sum, one) => sum + (one - mean) ** 2, 0)) / (means.length - 1);
  const within =
    chains.reduce((sum, chain, c) => sum + squares(chain, means[c]) / (n - 1), 0) / chains.length;
  return { within, between };
}

function rHat(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const { within, between } = variances(chains);
  return Math.sqrt((((n - 1) / n) * within + between / n) / within);
}

/** Geyer's initial monotone sequence over the chains' mean autocorrelation. */
function ess(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const total = chains.length * n;
  const { within, between } = variances(chains);
  const whole = ((n - 1) / n) * within + between / n;
  if (!(whole > 0)) return Number.NaN;
  const means = chains.map(meanOf);
  const correlation = (lag: number): number => {
    let sum = 0;
    chains.forEach((chain, c) => {
      for (let t = 0; t + lag < n; t++) sum += (chain[t] - means[c]) * (chain[t + lag] - means[c]);
    });
    return 1 - (within - sum / (n - 1) / chains.length) / whole;
  };
  let time = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1);
    if (pair < 0) break;
    least = Math.min(least, pair);
    time += 2 * least;
  }
  // antithetic chains are worth more than independent draws, within reason
  return Math.min(total / Math.max(time, 1 / Math.log10(total)), total * Math.log10(total));
}

function meanOf(chain: Float64Array): number {
  let sum = 0;
  for (const value of chain) sum += value;
  return sum / chain.length;
}

function squares(chain: Float64Array, mean: number): number {
  let sum = 0;
  for (const value of chain) sum += (value - mean) ** 2;
  return sum;
}

/** Share of energy's variance that one resampling of momenta moves (M. Betancourt, arXiv 1604.00695), of one chain. */
export function energyFraction(energies: Float64Array): number {
  let moves = 0;
  for (let t = 1; t < energies.length; t++) moves += (energies[t] - energies[t - 1]) ** 2;
  return moves / squares(energies, meanOf(energies));
}
