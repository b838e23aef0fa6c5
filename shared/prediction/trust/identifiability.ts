import { lowest } from '../../base/lists.ts';
import { convergence } from '../../inference/posterior/convergence/chains.ts';
import { sharedName } from '../../inference/posterior/convergence/mixing.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { eigen } from '../../inference/posterior/metric/symmetric.ts';
import { allDraws, type PosteriorState } from '../../inference/posterior/posterior-state.ts';
import { absent, type Found, found } from './found.ts';
import { etaName, priorAt, priorCoordinates } from './prior-coordinates.ts';

/** Times narrower than the prior, in variance: what data must do for a direction to be known. */
export const leastRatio = 2;

/** What the data say of the shared parameters beyond their priors (INFERENCE.md, 7), from all draws of all chains. */
export interface Identifiability {
  readonly parameters: number;
  /** Directions that are not known: eigenvectors of posterior precision relative to prior precision, ratio below 2. */
  readonly directions: readonly Direction[];
  /** Combinations of parameters in those directions that are known though none of its parameters is. */
  readonly combinations: readonly Combination[];
  /** Parameters in those directions that are in no such combination. */
  readonly unknown: readonly { readonly name: string; readonly ratio: Ratio }[];
}

/** Prior variance / posterior variance, and what the draws leave open of it (95 %). */
export interface Ratio {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Direction {
  readonly ratio: Ratio;
  /** Those that count, in prior standard deviations, the largest first. */
  readonly loadings: readonly { readonly name: string; readonly loading: number }[];
}

export interface Combination {
  /** `log a + 2 log b`. */
  readonly sum: string;
  readonly ratio: Ratio;
  /** Of the sum. */
  readonly sd: number;
  readonly priorSd: number;
  readonly parameters: readonly {
    readonly name: string;
    readonly coefficient: number;
    readonly alone: Ratio;
  }[];
}

/** A share of a direction that counts, and of the largest that is told. */
const leastShare = 0.1;
const toldLoading = 0.2;
/** A combination is known if it is so much narrower than its prior, and than any of its parameters alone is than its own. */
const gain = 4;
const fewestEffective = 50;

export function identifiability(layout: JointLayout, state: PosteriorState): Found<Identifiability> {
  const p = layout.shared.length;
  if (p === 0) return absent('nothing is shared by wells and uncertain');
  const draws = allDraws(state);
  const perChain = state.record[0]?.draws.length ?? 0;
  const xs = priorCoordinates(layout, draws);
  if (!xs.every((values) => values.every(Number.isFinite)))
    return absent('a prior’s width among the draws is not a number');
  const covariance = covarianceOf(xs);
  const { values, vectors } = eigen(covariance, p);
  const column = (k: number): Float64Array => Float64Array.from({ length: p }, (_, j) => vectors[j * p + k]);
  const least = lowest(
    xs.map((values) => effective(values, perChain)),
    Number.POSITIVE_INFINITY,
  );
  if (!(least >= fewestEffective))
    return absent(
      `the chains have ${Math.floor(least)} effective draws of a shared parameter, and ${fewestEffective} are needed for their spread: continue the fit with more epochs`,
    );
  const ratioOf = (weights: Float64Array): Ratio => {
    const along = Float64Array.from(draws, (_, n) => weights.reduce((sum, w, j) => sum + w * xs[j][n], 0));
    return ratioFrom(
      along,
      weights.reduce((sum, w) => sum + w * w, 0),
      perChain,
    );
  };
  const weak = Array.from(values.keys())
    .filter((k) => 1 / values[k] < leastRatio)
    .sort((a, b) => values[b] - values[a]);
  const directions = weak.map((k): Direction => {
    const own = column(k);
    return { ratio: ratioOf(own), loadings: toldOf(layout, own) };
  });
  const share = (j: number): number => weak.reduce((sum, k) => sum + vectors[j * p + k] ** 2, 0);
  const open = layout.shared.map((_, j) => j).filter((j) => share(j) >= leastShare);
  const alone = (j: number): Ratio => ratioFrom(xs[j], 1, perChain);
  const combinations = combinationsOf(layout, covariance, open, { draws, ratioOf, alone });
  const named = new Set(combinations.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  return found({
    ...{ parameters: p, directions, combinations },
    unknown: open
      .map((j) => ({ name: sharedName(layout, j), ratio: alone(j) }))
      .filter(({ name }) => !named.has(name)),
  });
}

interface Looked {
  readonly draws: readonly Float32Array[];
  ratioOf(weights: Float64Array): Ratio;
  alone(j: number): Ratio;
}

/** Among the parameters that are open alone the directions that are not, the best known first. */
function combinationsOf(
  layout: JointLayout,
  covariance: Float64Array,
  open: readonly number[],
  { draws, ratioOf, alone }: Looked,
): readonly Combination[] {
  const p = layout.shared.length;
  const n = open.length;
  const part = Float64Array.from(
    { length: n * n },
    (_, at) => covariance[open[Math.floor(at / n)] * p + open[at % n]],
  );
  const { values, vectors } = eigen(part, n);
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  return order.flatMap((k): readonly Combination[] => {
    if (!(1 / values[k] >= gain)) return [];
    const loadings = Array.from({ length: n }, (_, i) => vectors[i * n + k]);
    const most = loadings.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const kept = open.flatMap((j, i) =>
      Math.abs(loadings[i]) >= toldLoading * most ? [{ j, w: loadings[i] }] : [],
    );
    if (kept.length < 2) return [];
    const weights = new Float64Array(p);
    for (const { j, w } of kept) weights[j] = w;
    const ratio = ratioOf(weights);
    const singles = kept.map(({ j }) => alone(j));
    if (!singles.every(({ value }) => ratio.value >= gain * value)) return [];
    return [wordedOf(layout, kept, ratio, { draws, singles })];
  });
}

function wordedOf(
  layout: JointLayout,
  kept: readonly { readonly j: number; readonly w: number }[],
  ratio: Ratio,
  { draws, singles }: { readonly draws: readonly Float32Array[]; readonly singles: readonly Ratio[] },
): Combination {
  const widths = kept.map(
    ({ j }) =>
      draws.reduce((sum, draw) => sum + priorAt(layout, layout.shared[j], draw).sd, 0) / draws.length,
  );
  const inEta = kept.map(({ w }, i) => w / widths[i]);
  const unit = inEta.reduce((least, value) => Math.min(least, Math.abs(value)), Number.POSITIVE_INFINITY);
  const sign = inEta[0] < 0 ? -1 : 1;
  const coefficients = inEta.map((value) => (sign * value) / unit);
  const sums = draws.map((draw) => kept.reduce((sum, { j }, i) => sum + coefficients[i] * draw[j], 0));
  const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
  const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sums.length - 1);
  const names = kept.map(({ j }) => etaName(layout.shared[j], sharedName(layout, j)));
  return {
    sum: sumText(coefficients, names),
    ratio,
    sd: Math.sqrt(variance),
    priorSd: Math.sqrt(coefficients.reduce((sum, value, i) => sum + (value * widths[i]) ** 2, 0)),
    parameters: kept.map(({ j }, i) => ({
      ...{ name: sharedName(layout, j), coefficient: coefficients[i], alone: singles[i] },
    })),
  };
}

/** `log a + 2 log b - 1.5 c`. */
function sumText(coefficients: readonly number[], names: readonly string[]): string {
  return coefficients
    .map((value, i) => {
      const size = Number(Math.abs(value).toPrecision(2));
      const sign = value < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + ';
      return `${sign}${size === 1 ? '' : `${size} `}${names[i]}`;
    })
    .join('');
}

function toldOf(layout: JointLayout, loadings: Float64Array): Direction['loadings'] {
  const most = loadings.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return Array.from(loadings, (loading, j) => ({ name: sharedName(layout, j), loading }))
    .filter(({ loading }) => Math.abs(loading) >= toldLoading * most)
    .sort((a, b) => Math.abs(b.loading) - Math.abs(a.loading));
}

/** Of draws of a sum whose prior variance is `prior`; a sample variance of n effective draws has the relative error sqrt(2 / n). */
function ratioFrom(values: Float64Array, prior: number, perChain: number): Ratio {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const value = prior / variance;
  const spread = Math.exp(1.96 * Math.sqrt(2 / effective(values, perChain)));
  return { value, low: value / spread, high: value * spread };
}

/** @param values of all chains, one after the other. */
function effective(values: Float64Array, perChain: number): number {
  const chains = Array.from({ length: values.length / perChain }, (_, c) =>
    values.subarray(c * perChain, (c + 1) * perChain),
  );
  return convergence(chains).bulkEss;
}

function covarianceOf(xs: readonly Float64Array[]): Float64Array {
  const p = xs.length;
  const n = xs[0].length;
  const centred = xs.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    return values.map((value) => value - mean);
  });
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += centred[i][k] * centred[j][k];
      out[i * p + j] = sum / (n - 1);
      out[j * p + i] = out[i * p + j];
    }
  }
  return out;
}
