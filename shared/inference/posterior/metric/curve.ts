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

/** How much larger the mean squared gradient along the direction is with no curve than with this one; draws are given as y. */
export function straightens(
  curve: Curve,
  draws: readonly Float64Array[],
  gradients: readonly Float64Array[],
): number {
  let before = 0;
  let after = 0;
  draws.forEach((draw, n) => {
    const gradient = gradients[n];
    const own = curve.along.reduce((sum, place, i) => sum + curve.direction[i] * gradient[place], 0);
    before += own ** 2;
    after += (own + followersSlope(curve, along(curve, draw, 0), gradient, 0)) ** 2;
  });
  return before / after;
}

/** A ridge’s course: where the rest lies when the direction has this value. */
export interface RidgePoint {
  readonly w: number;
  readonly x: Float64Array;
}

/**
 * The parabola nearest to points of a ridge, which at least three must be. `block` and `direction`: v, of length 1; `middle`:
 * v x where w is 0; `wide`: the variance of w.
 */
export function curveThrough(
  points: readonly RidgePoint[],
  {
    block,
    direction,
    middle,
    wide,
  }: {
    readonly block: readonly number[];
    readonly direction: readonly number[];
    readonly middle: number;
    readonly wide: number;
  },
): Curve {
  const size = points[0].x.length;
  const linear = new Float64Array(size);
  const square = new Float64Array(size);
  const fit = parabola(points.map(({ w }) => w));
  for (let c = 0; c < size; c++) {
    for (let p = 0; p < points.length; p++) {
      linear[c] += fit.linear[p] * points[p].x[c];
      square[c] += fit.square[p] * points[p].x[c];
    }
  }
  for (const values of [linear, square]) {
    const own = block.reduce((sum, c, k) => sum + direction[k] * values[c], 0);
    block.forEach((c, k) => {
      values[c] -= own * direction[k];
    });
  }
  return {
    ...{ along: block, direction, offset: -middle, meanSquare: wide },
    followers: Array.from({ length: size }, (_, c) => c),
    linear: [...linear],
    square: [...square],
  };
}

/** What each value weighs in slope and curvature of the parabola nearest to values at the places w. */
function parabola(ws: readonly number[]): { readonly linear: number[]; readonly square: number[] } {
  const n = ws.length;
  const mean = (of: (w: number) => number): number => ws.reduce((sum, w) => sum + of(w) / n, 0);
  const [m1, m2] = [mean((w) => w), mean((w) => w * w)];
  const first = ws.map((w) => w - m1);
  const [s12, s11] = [mean((w) => (w - m1) * (w * w - m2)), mean((w) => (w - m1) ** 2)];
  // w^2 less what a straight line explains of it
  const second = ws.map((w, p) => w * w - m2 - (s12 / s11) * first[p]);
  const s22 = second.reduce((sum, value) => sum + value * value, 0) / n;
  const square = second.map((value) => value / (n * s22));
  return { square, linear: first.map((value, p) => value / (n * s11) - (s12 / s11) * square[p]) };
}
