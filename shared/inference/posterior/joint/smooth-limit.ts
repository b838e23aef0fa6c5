import { fromNatural, sigmoid, type Transform } from '../../prior/transform.ts';

/**
 * A smooth limit on a parameter's copy in the simulator, in place of a clamp, whose gradient of zero would stop a chain
 * (INFERENCE.md, 1): far inside it is the identity, near an end it bends over within 1 / `sharpness`, and it never reaches
 * the end. An end without a limit is infinite.
 */
export interface SmoothLimit {
  readonly lower: number;
  readonly upper: number;
  readonly sharpness: number;
}

/** Of logarithms: an end is approached within a third of a factor e. */
const logSharpness = 3;

/** Ends of a parameter, natural scale, as a limit in its logarithm; null: it has none that a positive number can meet. */
export function limitOfLog(lower: number, upper: number): SmoothLimit | null {
  const limit = {
    lower: lower > 0 ? Math.log(lower) : Number.NEGATIVE_INFINITY,
    upper: upper > 0 && Number.isFinite(upper) ? Math.log(upper) : Number.POSITIVE_INFINITY,
    sharpness: logSharpness,
  };
  return hasEnd(limit) ? limit : null;
}

/** The same where eta is the value itself; `width`: over which the prior spreads, which sets how softly it bends. */
export function limitOfValue(lower: number, upper: number, width: number): SmoothLimit | null {
  const limit = { lower, upper, sharpness: logSharpness / Math.min(width, (upper - lower) / 4) };
  return hasEnd(limit) ? limit : null;
}

/** The same where eta is the logit of the share of the way between the ends of the prior; an end that the prior keeps anyway is none. */
export function limitOfShare(
  transform: Transform & { readonly kind: 'logit' },
  lower: number,
  upper: number,
  width: number,
): SmoothLimit | null {
  const [low, high] = [Math.max(lower, transform.lower), Math.min(upper, transform.upper)];
  return low < high ? limitOfValue(fromNatural(transform, low), fromNatural(transform, high), width) : null;
}

function hasEnd({ lower, upper }: SmoothLimit): boolean {
  return Number.isFinite(lower) || Number.isFinite(upper);
}

/**
 * eta within the limit. With two ends lower + (softplus(k (eta - lower)) - softplus(k (eta - upper))) / k, which is eta itself in
 * their middle.
 */
export function limited({ lower, upper, sharpness: k }: SmoothLimit, eta: number): number {
  if (lower === Number.NEGATIVE_INFINITY) return upper - softplus(k * (upper - eta)) / k;
  const above = softplus(k * (eta - lower));
  const beyond = upper === Number.POSITIVE_INFINITY ? 0 : softplus(k * (eta - upper));
  return lower + (above - beyond) / k;
}

/** d limited / d eta, in (0, 1). */
export function limitedSlope({ lower, upper, sharpness: k }: SmoothLimit, eta: number): number {
  if (lower === Number.NEGATIVE_INFINITY) return sigmoid(k * (upper - eta));
  const above = sigmoid(k * (eta - lower));
  return upper === Number.POSITIVE_INFINITY ? above : above - sigmoid(k * (eta - upper));
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
