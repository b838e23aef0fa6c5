import { type JointDensity, jointValues } from '../joint/joint-density.ts';
import { breadthsOf, breathing } from './breadth.ts';
import { along, bendBy, type Curve, curveThrough, pullBend, straightens } from './curve.ts';
import { ridgeAlong } from './ridge.ts';
import { cholesky, eigen, geometricMean, power, solveLower, squareProduct } from './symmetric.ts';
import { pullBack, toEta, type Whitening } from './whitening.ts';

/** A map made better, and where a point of the old coordinates stands in the new ones. */
export interface RefinedWhitening {
  readonly whitening: Whitening;
  moved(x: Float64Array): Float64Array;
}

/**
 * The map made better by draws in its own coordinates: their mean becomes the centre, and each block is stretched to what they
 * say. They say it twice, by their covariance C and by that of their gradients G, which is the mean curvature: alike to the
 * inverse of C where all is normal. Where it is not, or where the draws have not been everywhere yet, steps are limited by the
 * one and paths by the other, and the geometric mean of C and G^-1 is between, as nutpie's metric is (A. Seyboldt and others,
 * github.com/pymc-devs/nutpie). Both are shrunk towards the identity, which is what they would be if the map were right. How
 * one block follows another stays as the mode's curvature has it: a window's draws are too few to say.
 *
 * Before that the widest directions of what is shared are followed, for the ridge may bend (`ridge.ts`, `curve.ts`).
 *
 * @param draws [draw, coordinate].
 */
export async function refined(
  density: JointDensity,
  whitening: Whitening,
  draws: readonly Float64Array[],
): Promise<RefinedWhitening> {
  const { layout } = density;
  const { size, wells, own: names } = layout;
  const [s, o] = [layout.shared.length, names.length];
  const blocks = [
    layout.bent,
    layout.straight,
    ...Array.from(layout.wells, (_, w) => Array.from({ length: o }, (__, k) => s + w * o + k)),
  ];
  const places = draws.map((draw) => draw.slice());
  const gradients = await gradientsAt(density, whitening, draws);
  const bends = await newCurves(density, whitening, places, gradients);

  const mean = meanOf(places);
  const straightened = { ...whitening, curves: [] };
  const centre = new Float64Array(size);
  toEta(layout, straightened, mean, centre, 0);
  const ofShared = 2;
  const even = blocks.map((block) => rootOf(block, places, gradients));
  const steep = blocks.slice(ofShared).map((block) => steepRootOf(block, gradients));
  const roots = [...even.slice(0, ofShared), ...steep];
  const shared = new Float64Array(s * s);
  blocks.slice(0, ofShared).forEach((side, b) => {
    const n = side.length;
    const at = (i: number): number => side[Math.floor(i / n)] * s + side[i % n];
    const before = Float64Array.from({ length: n * n }, (_, i) => whitening.shared[at(i)]);
    squareProduct(before, roots[b], n).forEach((value, i) => {
      shared[at(i)] = value;
    });
  });
  const breadths = breadthsOf(layout, whitening);
  /** Spreads of the wells, stretched by a root each. */
  const stretched = (by: readonly Float64Array[]): Float64Array => {
    const own = new Float64Array(whitening.own.length);
    wells.forEach((_, w) => {
      // as wide as it is where the new centre lies
      const before = whitening.own.slice(w * o * o, (w + 1) * o * o);
      for (let k = 0; k < o; k++) {
        const factor = breadths.factor(w * o + k, centre, 0);
        for (let j = 0; j < o; j++) before[k * o + j] *= factor;
      }
      own.set(squareProduct(before, by[w], o), w * o * o);
    });
    return own;
  };
  const toNew = (vector: Float64Array): Float64Array => {
    blocks.forEach((block, b) => {
      const part = Float64Array.from(block, (c) => vector[c]);
      solveLower(roots[b], block.length, part);
      block.forEach((c, k) => {
        vector[c] = part[k];
      });
    });
    return vector;
  };
  const curves = [...bends, ...whitening.curves].map((curve) => inNew(curve, { blocks, roots, mean, toNew }));
  return {
    // how a spread goes with its prior's sd is a matter of how broad it is
    whitening: {
      ...breathing(layout, { ...whitening, curves, centre, shared, own: stretched(even.slice(ofShared)) }),
      own: stretched(steep),
    },
    moved(y) {
      const to = y.slice();
      for (const curve of bends.toReversed()) bendBy(curve, to, 0, -1);
      for (let c = 0; c < size; c++) to[c] -= mean[c];
      return toNew(to);
    },
  };
}

/** Less width than this, in variances of a map that is right, is no ridge. */
const leastWidth = 1.5;
/** Ridges that are looked at in one refinement. */
const mostRidges = 2;
/** How many times the mean squared gradient along a ridge must fall for its curve to be worth its work. */
const leastGain = 1.15;

/**
 * Curves over the widest directions of what is shared, which all else follows; draws and gradients are moved to before them.
 * None within a well: on the published fold 13 of 1600 transitions diverged with them.
 */
async function newCurves(
  density: JointDensity,
  whitening: Whitening,
  places: readonly Float64Array[],
  gradients: readonly Float64Array[],
): Promise<readonly Curve[]> {
  const { size, bent, straight } = density.layout;
  const block = [...bent, ...straight];
  let curves: readonly Curve[] = [];
  for (let n = 0; n < mostRidges && block.length > 0; n++) {
    const { values, vectors } = eigen(shrunkMoments(block, places, true), block.length);
    const order = values.map((_, k) => k).sort((a, b) => values[b] - values[a]);
    const widest = order[n];
    if (widest === undefined || values[widest] < leastWidth) break;
    const own = block.map((_, k) => vectors[k * block.length + widest]);
    const direction = new Float64Array(size);
    block.forEach((c, k) => {
      direction[c] = own[k];
    });
    const middle = meanOf(places);
    const sd = Math.sqrt(values[widest]);
    const bentSoFar = { ...whitening, curves: [...curves, ...whitening.curves] };
    const ridge = await ridgeAlong(density, bentSoFar, { direction, middle, sd });
    if (ridge.length < 3) continue;
    const on = block.reduce((sum, c, k) => sum + own[k] * middle[c], 0);
    const curve = curveThrough(ridge, { block, direction: own, middle: on, wide: values[widest] });
    if (straightens(curve, places, gradients) < leastGain) continue;
    places.forEach((place, d) => {
      bendBy(curve, place, 0, -1);
      pullBend(curve, along(curve, place, 0), gradients[d], 0);
    });
    // nearer to the chains' coordinates than those found before
    curves = [curve, ...curves];
  }
  return curves;
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows) for (let c = 0; c < mean.length; c++) mean[c] += row[c] / rows.length;
  return mean;
}

interface NewCoordinates {
  readonly blocks: readonly (readonly number[])[];
  readonly roots: readonly Float64Array[];
  readonly mean: Float64Array;
  /** M^-1 of a direction, in place. */
  toNew(vector: Float64Array): Float64Array;
}

/** The same curve in coordinates y' with y = M y' + mean: its direction is M' v, what follows M^-1 a and M^-1 q. */
function inNew(curve: Curve, { blocks, roots, mean, toNew }: NewCoordinates): Curve {
  const spread = (places: readonly number[], values: readonly number[]): Float64Array => {
    const out = new Float64Array(mean.length);
    places.forEach((c, k) => {
      out[c] = values[k];
    });
    return out;
  };
  const touched = (places: readonly number[]): readonly number[] => {
    const own = new Set(places);
    return blocks.flatMap((block) => (block.some((c) => own.has(c)) ? block : []));
  };
  const v = spread(curve.along, curve.direction);
  const turned = new Map(
    blocks.flatMap((block, b) =>
      block.map((c, j): readonly [number, number] => [
        c,
        block.reduce((sum, row, i) => sum + roots[b][i * block.length + j] * v[row], 0),
      ]),
    ),
  );
  const places = touched(curve.along);
  const followers = touched(curve.followers);
  const linear = toNew(spread(curve.followers, curve.linear));
  const square = toNew(spread(curve.followers, curve.square));
  return {
    along: places,
    direction: places.map((c) => turned.get(c) ?? 0),
    offset: along(curve, mean, 0),
    meanSquare: curve.meanSquare,
    followers,
    linear: followers.map((c) => linear[c]),
    square: followers.map((c) => square[c]),
  };
}

/** Gradients by the coordinates of `whitening`, [point]. */
async function gradientsAt(
  density: JointDensity,
  whitening: Whitening,
  draws: readonly Float64Array[],
): Promise<readonly Float64Array[]> {
  const { layout, points } = density;
  const { size } = layout;
  const values = jointValues(layout, points);
  const batch = new Float64Array(points * size);
  const out: Float64Array[] = [];
  const ys = new Float64Array(points * size);
  for (let from = 0; from < draws.length; from += points) {
    for (let p = 0; p < points; p++) {
      ys.set(draws[Math.min(from + p, draws.length - 1)], p * size);
      toEta(layout, whitening, ys, batch, p * size);
    }
    await density.evaluate(batch, values);
    for (let p = 0; p < points && from + p < draws.length; p++) {
      const byX = new Float64Array(points * size);
      pullBack(layout, whitening, { y: ys, eta: batch, byEta: values.gradient }, byX, p * size);
      out.push(byX.slice(p * size, (p + 1) * size));
    }
  }
  return out;
}

/**
 * Lower root of the geometric mean of the draws' covariance and the inverse of their gradients', of one block. Draws of the first
 * windows may lie where slopes are steeper than double precision can weigh; the block then stays as it is until the next window.
 */
function rootOf(
  block: readonly number[],
  places: readonly Float64Array[],
  gradients: readonly Float64Array[],
): Float64Array {
  const n = block.length;
  if (n === 0) return new Float64Array(0);
  const covariance = shrunkMoments(block, places, true);
  const root = cholesky(geometricMean(covariance, shrunkMoments(block, gradients, false), n), n);
  return root ?? Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

/**
 * Lower root of the inverse of the gradients' covariance, of a well's own block. One well of an odd shape would else set the step of
 * all: its steepness is what counts on the common path, and its breadth it goes through in sweeps of its own (`well-sweep.ts`).
 */
function steepRootOf(block: readonly number[], gradients: readonly Float64Array[]): Float64Array {
  const n = block.length;
  if (n === 0) return new Float64Array(0);
  const root = cholesky(power(shrunkMoments(block, gradients, false), n, -1), n);
  if (root === null) throw new Error('the inverse of a matrix that is positive definite is so too');
  return root;
}

/** Second moments, about the mean or about 0; as many draws as dimensions weigh as much as the identity. */
function shrunkMoments(
  block: readonly number[],
  rows: readonly Float64Array[],
  centred: boolean,
): Float64Array {
  const n = block.length;
  const moments = new Float64Array(n * n);
  const share = rows.length / (rows.length + n + 5);
  const mean = block.map((c) => (centred ? rows.reduce((sum, row) => sum + row[c] / rows.length, 0) : 0));
  for (const row of rows) {
    for (let i = 0; i < n; i++) {
      const di = row[block[i]] - mean[i];
      for (let j = 0; j <= i; j++) moments[i * n + j] += di * (row[block[j]] - mean[j]);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (share * moments[i * n + j]) / rows.length + (i === j ? 1 - share : 0);
      moments[i * n + j] = value;
      moments[j * n + i] = value;
    }
  }
  return moments;
}
