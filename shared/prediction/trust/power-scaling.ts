import { effectiveDraws, smoothWeights, tailLimit } from '../../inference/diagnostics/pareto.ts';

/**
 * Sensitivity of a posterior to its prior or its likelihood: either is raised to a power alpha near 1, and the draws are weighted by
 * component^(alpha - 1) (N. Kallioinen, T. Paananen, P.-C. Buerkner, A. Vehtari, Detecting and diagnosing prior and likelihood
 * sensitivity with power-scaling, Statistics and Computing 34 (2024), 57).
 */
export interface PowerScaled {
  /** The other power is 1 / alpha. */
  readonly alpha: number;
  /** Of the worse of both; above `tailLimit` nothing is told. */
  readonly kHat: number;
  /** [parameter]. */
  readonly sensitivity: readonly Sensitivity[];
}

export interface Sensitivity {
  /** Cumulative Jensen-Shannon distance a doubling of the power; above 0.05 the parameter depends on the component. */
  readonly distance: number;
  /** How far the mean goes as the power doubles, in posterior standard deviations. */
  readonly shift: number;
  /** Of `shift`, from the chains' own shifts; NaN: one chain. */
  readonly error: number;
}

/** 1.25 and 0.8 (INFERENCE.md, 7); where they leave too few draws, powers nearer to 1 say the same of a smaller change. */
const powers = [1.25, 1.05, 1.01] as const;
export const sensitiveFrom = 0.05;

/**
 * @param component log prior or log likelihood, nats, [draw]; draws of all chains, one after the other.
 * @param values [parameter][draw].
 * @returns null: even for the smallest change the weights are not to be trusted.
 */
export function powerScaled(
  component: Float64Array,
  values: readonly Float64Array[],
  chains: number,
): PowerScaled | null {
  for (const alpha of powers) {
    const [up, down] = [alpha, 1 / alpha].map((power) => weightsOf(component, power - 1));
    if (up === undefined || down === undefined) return null;
    const kHat = Math.max(up.kHat, down.kHat);
    if (kHat > tailLimit(component.length) || Math.min(up.share, down.share) < leastShare) continue;
    const doublings = Math.log2(alpha);
    const sensitivity = values.map((own): Sensitivity => {
      const distance =
        (cumulativeDistance(own, up.weights) + cumulativeDistance(own, down.weights)) / (2 * doublings);
      return { distance, ...shiftOf(own, up.weights, down.weights, { chains, doublings }) };
    });
    return { alpha, kHat, sensitivity };
  }
  return null;
}

/** Of the draws that must count: where all weight is with a few the rest have no tail to be judged by. */
const leastShare = 0.1;

/** `share`: effective draws of all. Weights all the same have no tail. */
function weightsOf(
  component: Float64Array,
  times: number,
): { readonly weights: Float64Array; readonly kHat: number; readonly share: number } {
  const logs = component.map((value) => times * value);
  const most = logs.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const raw = logs.map((value) => Math.exp(value - most));
  const { weights, kHat } = smoothWeights(raw);
  const share = effectiveDraws(raw) / raw.length;
  return { weights, kHat: Number.isNaN(kHat) ? Number.NEGATIVE_INFINITY : kHat, share };
}

function shiftOf(
  values: Float64Array,
  up: Float64Array,
  down: Float64Array,
  { chains, doublings }: { readonly chains: number; readonly doublings: number },
): Pick<Sensitivity, 'shift' | 'error'> {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const between = (from: number, to: number): number => {
    const [high, low] = [up, down].map((weights) => {
      let [sum, total] = [0, 0];
      for (let k = from; k < to; k++) {
        sum += weights[k] * values[k];
        total += weights[k];
      }
      return sum / total;
    });
    return (high - low) / (2 * doublings * sd);
  };
  const size = n / chains;
  const each = Array.from({ length: chains }, (_, c) => between(c * size, (c + 1) * size));
  const middle = each.reduce((sum, value) => sum + value, 0) / chains;
  const squares = each.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const error = chains < 2 ? Number.NaN : Math.sqrt(squares / (chains - 1) / chains);
  return { shift: between(0, n), error };
}

/**
 * Cumulative Jensen-Shannon distance between draws as they are and draws weighted, normalised to 0 .. 1 (H.-V. Nguyen, J. Vreeken
 * 2015; section 2.4 of Kallioinen et al.): of the cumulative distributions and of those counted from the other end, the larger.
 */
export function cumulativeDistance(values: Float64Array, weights: Float64Array): number {
  return Math.max(oneSided(values, weights, 1), oneSided(values, weights, -1));
}

function oneSided(values: Float64Array, weights: Float64Array, sign: 1 | -1): number {
  const order = Int32Array.from(values, (_, k) => k).sort((a, b) => sign * (values[a] - values[b]));
  const each = 1 / values.length;
  let [p, q, divergence, bound] = [0, 0, 0, 0];
  for (let k = 0; k + 1 < order.length; k++) {
    const width = Math.abs(values[order[k + 1]] - values[order[k]]);
    p = Math.min(1, p + each);
    q = Math.min(1, q + weights[order[k]]);
    const half = 0.5 * (p + q);
    // both divergences carry + (Q - P) / (2 ln 2) of opposite sign, which cancel in their sum
    divergence += width * (entropyTo(p, half) + entropyTo(q, half));
    bound += width * (p + q);
  }
  return bound > 0 ? Math.sqrt(Math.max(0, divergence) / bound) : 0;
}

function entropyTo(p: number, half: number): number {
  return p > 0 ? p * Math.log2(p / half) : 0;
}
