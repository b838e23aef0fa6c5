import { sigmoid } from '../../prior/transform.ts';

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
  return isFinite(limit) ? limit : null;
}

/** The same where eta is the value itself; `width`: over which the prior spreads, which sets how softly it bends. */
export function limitOfValue(lower: number, upper: number, width: number): SmoothLimit | null {
  const limit = { lower, upper, sharpness: logSharpness / Math.min(width, (upper - lower) / 4) };
  return isFinite(limit) ? limit : null;
}

function isFinite({ lower, upper }: SmoothLimit): boolean {
  return Number.isFinite(lower) || Number.isFinite(upper);
}

/** eta within the limit. */
export function limited({ lower, upper, sharpness }: SmoothLimit, eta: number): number {
  let value = eta;
  if (upper < Number.POSITIVE_INFINITY) value = upper - softplus(sharpness * (upper - value)) / sharpness;
  if (lower > Number.NEGATIVE_INFINITY) value = lower + softplus(sharpness * (value - lower)) / sharpness;
  return value;
}

/** d limited / d eta, in (0, 1). */
export function limitedSlope({ lower, upper, sharpness }: SmoothLimit, eta: number): number {
  let value = eta;
  let slope = 1;
  if (upper < Number.POSITIVE_INFINITY) {
    slope = sigmoid(sharpness * (upper - value));
    value = upper - softplus(sharpness * (upper - value)) / sharpness;
  }
  return lower > Number.NEGATIVE_INFINITY ? slope * sigmoid(sharpness * (value - lower)) : slope;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

