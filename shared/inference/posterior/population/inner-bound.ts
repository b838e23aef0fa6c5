import { halfLogTwoPi } from '../../../base/normal.ts';
import { fillNormals } from '../../../base/random.ts';
import { unsolvedBound } from '../../objective/iwae/weigh-series.ts';
import { type JointDensity, type JointValues, jointValues } from '../joint/joint-density.ts';
import { pullBack, toEta, type Whitening } from '../metric/whitening.ts';
import { wellVolumes } from './volumes.ts';

/** Which draw of what wells share it is: of a step of training or of the result, and of which. */
export interface InnerStream {
  readonly seed: number;
  readonly step: number;
  readonly draw: number;
}

/** All wells at one draw of what they share. */
export interface InnerBound {
  /** sum_i log((1/K) sum_k w_ik) + log p(u, y), nats; log p by eta. */
  value: number;
  /** Wells none of whose draws has a solution. */
  failed: number;
  /** By the map's coordinates of what is shared, [shared]. */
  readonly slope: Float64Array;
  /** Normalised, [draw, well]. */
  readonly weights: Float64Array;
  /** log((1/K) sum_k w_ik), nats, [well]. */
  readonly ofWells: Float64Array;
  /** In the map's coordinates, [draw, coordinate]. */
  readonly points: Float64Array;
}

/**
 * The part of the hierarchical bound within the logarithms (INFERENCE.md, 2): each well's own values drawn K times given what is
 * shared,
 *
 *     log w_ik = log p(x_i | z, y, u) + log p(z | u, y) - log q(z | x_i, u, y),
 *
 * q(z | x_i, u, y) being the map's normal about the well's mode, which follows u by -Z_i^-1 C_i. In the map's coordinates q is
 * standard normal and does not depend on u, so that the plain slope by u is the bound's own.
 */
export class InnerBounds {
  readonly #density: JointDensity;
  readonly #values: JointValues;
  readonly #etas: Float64Array;
  readonly #bound: InnerBound;

  /** @param density of K points. */
  constructor(density: JointDensity) {
    const { layout, points } = density;
    this.#density = density;
    this.#values = jointValues(layout, points);
    this.#etas = new Float64Array(points * layout.size);
    this.#bound = {
      ...{ value: 0, failed: 0, slope: new Float64Array(layout.shared.length) },
      weights: new Float64Array(points * layout.wells.length),
      ofWells: new Float64Array(layout.wells.length),
      points: new Float64Array(points * layout.size),
    };
  }

  /** What is returned is valid until the next call. @param x of what is shared, [shared]. */
  async at(
    whitening: Whitening,
    x: Float64Array,
    { seed, step, draw }: InnerStream,
    withSlope: boolean,
  ): Promise<InnerBound> {
    const { layout, points: count } = this.#density;
    const { size } = layout;
    const each = size - layout.shared.length;
    const bound = this.#bound;
    const normals = new Float64Array(count * each);
    fillNormals({ seed, purpose: 'populationWells', step, individual: draw }, normals);
    for (let k = 0; k < count; k++) {
      bound.points.set(x, k * size);
      bound.points.set(normals.subarray(k * each, (k + 1) * each), (k + 1) * size - each);
      toEta(layout, whitening, bound.points, this.#etas, k * size);
    }
    const volumes = wellVolumes(layout, whitening, this.#etas);
    const weigh = (densities: Float64Array): Float64Array => this.#weigh(densities, volumes);
    await this.#density.evaluate(this.#etas, this.#values, { weigh: withSlope ? weigh : null });
    if (withSlope) this.#sumSlopes(whitening);
    else weigh(this.#values.ofWells);
    bound.value = this.#values.ofShared[0];
    for (const one of bound.ofWells) bound.value += one;
    return bound;
  }

  /** Weights of all draws and bounds of all wells. @param densities by eta, [draw, well]. @param volumes logarithms, [well]. */
  #weigh(densities: Float64Array, volumes: Float64Array): Float64Array {
    const { layout, points: count } = this.#density;
    const { own, size } = layout;
    const [wells, s, o] = [layout.wells.length, layout.shared.length, own.length];
    const { weights, ofWells, points } = this.#bound;
    this.#bound.failed = 0;
    for (let w = 0; w < wells; w++) {
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        let square = 0;
        for (let j = 0; j < o; j++) square += points[k * size + s + w * o + j] ** 2;
        const logWeight = densities[k * wells + w] + volumes[w] + 0.5 * square + o * halfLogTwoPi;
        weights[k * wells + w] = logWeight;
        if (logWeight > most) most = logWeight;
      }
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const at = k * wells + w;
        weights[at] = most === Number.NEGATIVE_INFINITY ? 0 : Math.exp(weights[at] - most);
        sum += weights[at];
      }
      if (!(sum > 0)) {
        this.#bound.failed++;
        ofWells[w] = unsolvedBound;
        continue;
      }
      for (let k = 0; k < count; k++) weights[k * wells + w] /= sum;
      ofWells[w] = most + Math.log(sum / count);
    }
    return weights;
  }

  /** Of all draws, whose wells' gradients are weighed already. */
  #sumSlopes(whitening: Whitening): void {
    const { layout, points: count } = this.#density;
    const { size } = layout;
    const { slope, points } = this.#bound;
    const place = { y: points, eta: this.#etas, byEta: this.#values.gradient };
    const byX = new Float64Array(count * size);
    slope.fill(0);
    const add = (from: number, share: number): void => {
      for (let c = 0; c < slope.length; c++) slope[c] += share * byX[from + c];
    };
    for (let k = 0; k < count; k++) {
      pullBack(layout, whitening, place, byX, k * size);
      add(k * size, 1);
    }
    // each brought the slope of the wells' volume along, which counts once
    pullBack(layout, whitening, { ...place, byEta: new Float64Array(count * size) }, byX, 0);
    add(0, 1 - count);
  }
}
