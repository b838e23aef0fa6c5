import { fillNormals, fillUniforms } from '../../../base/random.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import type { Whitening } from '../metric/whitening.ts';
import type { InnerBound, InnerBounds } from './inner-bound.ts';
import { drawOf, type PopulationGuide } from './population-guide.ts';

/** A point of the joint posterior as q says it, and what it was made of. */
export interface JointDraw {
  /** In the map's coordinates: what wells share, and of each well one of its draws by weight, [coordinate]. */
  readonly point: Float64Array;
  /** v, [shared]. */
  readonly normals: Float64Array;
  /** sum_i log((1/K) sum_k w_ik) + log p(u, y), nats. */
  readonly value: number;
  /** What the K draws of each well are worth, as a share of K, [well]. */
  readonly innerEss: Float64Array;
}

/** Which draw it is: no two of a fit have the same number, nor that of a step of training. */
export interface DrawNumber {
  readonly seed: number;
  readonly draw: number;
}

/** Draws are numbered behind all steps of training that there can be. */
const afterSteps = 0x8000_0000;

export async function jointDraw(
  layout: JointLayout,
  inner: InnerBounds,
  { whitening, guide }: { readonly whitening: Whitening; readonly guide: PopulationGuide },
  { seed, draw }: DrawNumber,
): Promise<JointDraw> {
  const normals = new Float64Array(layout.shared.length);
  const step = afterSteps + draw;
  fillNormals({ seed, purpose: 'population', step, individual: 0 }, normals);
  const x = new Float64Array(normals.length);
  drawOf(guide, normals, x);
  const bound = await inner.at(whitening, x, { seed, step, draw: 0 }, false);
  const uniforms = new Float64Array(layout.wells.length);
  fillUniforms({ seed, purpose: 'populationChoices', step, individual: 0 }, uniforms);
  const point = new Float64Array(layout.size);
  point.set(x);
  const innerEss = new Float64Array(layout.wells.length);
  for (let w = 0; w < layout.wells.length; w++) {
    const { chosen, ess } = choose(layout, bound, w, uniforms[w]);
    innerEss[w] = ess;
    const own = layout.own.length;
    const at = layout.shared.length + w * own;
    const from = chosen * layout.size + at;
    point.set(bound.points.subarray(from, from + own), at);
  }
  return { point, normals, value: bound.value, innerEss };
}

/** One of a well's draws by weight, and what all are worth of their number. */
function choose(
  { wells, size }: JointLayout,
  { weights, points }: InnerBound,
  w: number,
  uniform: number,
): { readonly chosen: number; readonly ess: number } {
  const count = points.length / size;
  let sum = 0;
  let squares = 0;
  let chosen = -1;
  let last = 0;
  for (let k = 0; k < count; k++) {
    const weight = weights[k * wells.length + w];
    sum += weight;
    squares += weight * weight;
    if (weight > 0) last = k;
    if (chosen < 0 && sum > uniform) chosen = k;
  }
  return { chosen: chosen < 0 ? last : chosen, ess: squares > 0 ? 1 / (squares * count) : 0 };
}
