/**
 * One point on its way up by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (J. Nocedal, S. J. Wright,
 * Numerical Optimization, 2006, algorithm 7.4).
 */
export interface Climber {
  x: Float64Array;
  /** Of the function at x. */
  height: number;
  slope: Float64Array;
  /** Share of the next direction that is tried. */
  step: number;
  going: boolean;
  /** Newest last. */
  readonly moves: Move[];
}

interface Move {
  /** By which x moved, and by which the slope fell. */
  readonly by: Float64Array;
  readonly fall: Float64Array;
  readonly product: number;
}

const memory = 12;
/** Of the first step, where curvatures are about 1. */
const firstShare = 0.5;

export function climber(x: Float64Array, height: number, slope: Float64Array): Climber {
  const going = Number.isFinite(height);
  return { x: x.slice(), height, slope: slope.slice(), step: 1, going, moves: [] };
}

/** Inverse curvature times slope, as the moves so far say. */
export function nextDirection({ slope, moves }: Climber): Float64Array {
  const out = slope.slice();
  const shares = new Float64Array(moves.length);
  for (let m = moves.length - 1; m >= 0; m--) {
    const { by, fall, product } = moves[m];
    shares[m] = dot(by, out) / product;
    for (let c = 0; c < out.length; c++) out[c] -= shares[m] * fall[c];
  }
  const last = moves.at(-1);
  const scale = last === undefined ? firstShare : last.product / dot(last.fall, last.fall);
  for (let c = 0; c < out.length; c++) out[c] *= scale;
  moves.forEach(({ by, fall, product }, m) => {
    const rest = shares[m] - dot(fall, out) / product;
    for (let c = 0; c < out.length; c++) out[c] += rest * by[c];
  });
  return out;
}

/** It has gone to a higher point. */
export function remember(one: Climber, x: Float64Array, height: number, slope: Float64Array): void {
  const by = x.map((value, c) => value - one.x[c]);
  const fall = one.slope.map((value, c) => value - slope[c]);
  const product = dot(by, fall);
  // where the slope rises the function bends upwards: nothing is to be learnt of its curvature there
  if (product > 1e-9) one.moves.push({ by, fall, product });
  if (one.moves.length > memory) one.moves.shift();
  one.x = x.slice();
  one.slope = slope.slice();
  one.height = height;
  one.step = 1;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c];
  return sum;
}
