import { type JointDensity, jointValues } from '../joint/joint-density.ts';
import { cholesky, geometricMean, solveLower, squareProduct } from './symmetric.ts';
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
  const mean = new Float64Array(size);
  for (const draw of draws) for (let c = 0; c < size; c++) mean[c] += draw[c] / draws.length;
  const centre = new Float64Array(size);
  toEta(layout, whitening, mean, centre, 0);
  const gradients = await gradientsAt(density, whitening, draws);
  const { bent, straight } = layout;
  const blocks = [
    bent,
    straight,
    ...Array.from(wells, (_, w) => Array.from({ length: o }, (__, k) => s + w * o + k)),
  ];
  const roots = blocks.map((block) => rootOf(block, draws, gradients));
  const shared = new Float64Array(s * s);
  [bent, straight].forEach((side, b) => {
    const n = side.length;
    const at = (i: number): number => side[Math.floor(i / n)] * s + side[i % n];
    const before = Float64Array.from({ length: n * n }, (_, i) => whitening.shared[at(i)]);
    squareProduct(before, roots[b], n).forEach((value, i) => {
      shared[at(i)] = value;
    });
  });
  const own = new Float64Array(whitening.own.length);
  wells.forEach((_, w) => {
    own.set(squareProduct(whitening.own.slice(w * o * o, (w + 1) * o * o), roots[2 + w], o), w * o * o);
  });
  return {
    whitening: { ...whitening, centre, shared, own },
    moved(x) {
      const to = x.map((value, c) => value - mean[c]);
      blocks.forEach((block, b) => {
        const part = Float64Array.from(block, (c) => to[c]);
        solveLower(roots[b], block.length, part);
        block.forEach((c, k) => {
          to[c] = part[k];
        });
      });
      return to;
    },
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
  const eta = new Float64Array(size);
  for (let from = 0; from < draws.length; from += points) {
    for (let p = 0; p < points; p++) {
      toEta(layout, whitening, draws[Math.min(from + p, draws.length - 1)], eta, 0);
      batch.set(eta, p * size);
    }
    await density.evaluate(batch, values);
    for (let p = 0; p < points && from + p < draws.length; p++) {
      const byX = new Float64Array(points * size);
      pullBack(layout, whitening, { eta: batch, byEta: values.gradient }, byX, p * size);
      out.push(byX.slice(p * size, (p + 1) * size));
    }
  }
  return out;
}

/** Lower root of the geometric mean of the draws' covariance and the inverse of their gradients', of one block. */
function rootOf(
  block: readonly number[],
  places: readonly Float64Array[],
  gradients: readonly Float64Array[],
): Float64Array {
  const n = block.length;
  if (n === 0) return new Float64Array(0);
  const covariance = shrunkMoments(block, places, true);
  const root = cholesky(geometricMean(covariance, shrunkMoments(block, gradients, false), n), n);
  if (root === null) throw new Error('a mean of matrices that are positive definite is so too');
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
