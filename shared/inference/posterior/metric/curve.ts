/**
 * A bend of coordinates that keeps volumes: what follows goes along a parabola over one direction,
 *
 *     w = v y + b,      x = y + a w + q (w^2 - m),      v a = v q = 0,
 *
 * so that w is the same before and after. Long thin ridges of a posterior are never quite straight; along one that bends by more
 * than it is thick steps would have to be as short as it is thin. Plain data, so that it is in checkpoints.
 */
export interface Curve {
  /** Coordinates of the direction v, and its values there. */
  readonly along: readonly number[];
  readonly direction: readonly number[];
  /** b. */
  readonly offset: number;
  /** m. */
  readonly meanSquare: number;
  /** Coordinates that follow, with a and q there. */
  readonly followers: readonly number[];
  readonly linear: readonly number[];
  readonly square: readonly number[];
}

/** w of a point, whose coordinates begin at `from`; the same before and after. */
export function along({ along: places, direction, offset }: Curve, x: Float64Array, from: number): number {
  let sum = offset;
  for (let i = 0; i < places.length; i++) sum += direction[i] * x[from + places[i]];
  return sum;
}

/** From y to x in place. @param sign -1: from x to y. */
export function bendBy(curve: Curve, x: Float64Array, from: number, sign: 1 | -1): void {
  const w = along(curve, x, from);
  const { followers, linear, square, meanSquare } = curve;
  for (let i = 0; i < followers.length; i++)
    x[from + followers[i]] += sign * (linear[i] * w + square[i] * (w * w - meanSquare));
}

/** Gradient by x into that by y, in place; `w` of the point. */
export function pullBend(curve: Curve, w: number, gradient: Float64Array, from: number): void {
  const { along: places, direction } = curve;
  const slope = followersSlope(curve, w, gradient, from);
  for (let i = 0; i < places.length; i++) gradient[from + places[i]] += slope * direction[i];
}

function followersSlope(
  { followers, linear, square }: Curve,
  w: number,
  gradient: Float64Array,
  from: number,
): number {
  let slope = 0;
  for (let i = 0; i < followers.length; i++)
    slope += (linear[i] + 2 * square[i] * w) * gradient[from + followers[i]];
  return slope;
}

/** Where to look for a curve. */
export interface CurveSearch {
  /** Coordinates among which the direction lies. */
  readonly block: readonly number[];
  /** The direction, of length 1, in the block's order; `wide` is the draws' variance along it. */
  readonly direction: readonly number[];
  readonly wide: number;
  /** Coordinates that may follow, with those of the block. */
  readonly others: readonly number[];
}

/** Nothing is gained by a curve that lowers the mean squared gradient along its direction by less. */
const leastGain = 0.15;
/** Standard errors, of draws taken for independent, that a coordinate's bend must have to be followed: what helps most is taken. */
const thresholds = [4, 7, 12];

/**
 * The parabola that draws follow over the widest direction of a block, where their gradients say that it is one: along the
 * direction they must become smaller by it. null: they do not. @param draws [draw, coordinate], and gradients there.
 */
export function findCurve(
  { block, direction, wide, others }: CurveSearch,
  draws: readonly Float64Array[],
  gradients: readonly Float64Array[],
): Curve | null {
  const n = draws.length;
  const on = (row: Float64Array): number => block.reduce((sum, c, k) => sum + direction[k] * row[c], 0);
  const raw = draws.map(on);
  const middle = raw.reduce((sum, value) => sum + value / n, 0);
  const w = raw.map((value) => value - middle);
  const squares = w.map((value) => value * value - wide);
  const ww = w.reduce((sum, value) => sum + value * value, 0);
  const ss = squares.reduce((sum, value) => sum + value * value, 0);
  const ws = squares.reduce((sum, value, k) => sum + value * w[k], 0);
  const determinant = ww * ss - ws * ws;
  if (!(determinant > 0)) return null;
  const candidates = [...block, ...others].map((c, index) => {
    const own = index < block.length ? direction[index] : 0;
    const mean = draws.reduce((sum, row) => sum + row[c] / n, 0);
    const values = draws.map((row, k) => row[c] - mean - own * w[k]);
    const wy = values.reduce((sum, value, k) => sum + value * w[k], 0);
    const sy = values.reduce((sum, value, k) => sum + value * squares[k], 0);
    const linear = (wy * ss - sy * ws) / determinant;
    const square = (sy * ww - wy * ws) / determinant;
    const total = values.reduce((sum, value) => sum + value * value, 0);
    const explained = linear * wy + square * sy;
    return {
      c,
      linear,
      square,
      errors: Math.sqrt((explained * n) / Math.max(1e-300, total - explained) / 2),
    };
  });
  const squared = (of: (row: Float64Array, k: number) => number): number =>
    gradients.reduce((sum, row, k) => sum + of(row, k) ** 2 / n, 0);
  let best: Curve | null = null;
  let least = (1 - leastGain) * squared(on);
  for (const threshold of thresholds) {
    // all of the block, so that v a = v q = 0
    const chosen = candidates.filter(({ errors }, index) => index < block.length || errors > threshold);
    const curve: Curve = {
      ...{ along: block, direction, offset: -middle, meanSquare: wide },
      followers: chosen.map(({ c }) => c),
      linear: chosen.map(({ linear }) => linear),
      square: chosen.map(({ square }) => square),
    };
    const after = squared((row, k) => on(row) + followersSlope(curve, w[k], row, 0));
    if (after >= least) continue;
    best = curve;
    least = after;
  }
  return best;
}
