import { fillNormals, fillUniforms } from '../../../base/random.ts';
import { effectiveDraws } from '../../diagnostics/pareto.ts';
import { resampled } from '../../draws/resampled.ts';
import type { JointDensity } from '../joint/joint-density.ts';
import { refined } from '../metric/refine-whitening.ts';
import type { Whitening } from '../metric/whitening.ts';
import type { InnerBounds } from './inner-bound.ts';
import { type DrawNumber, stepOf, wellsDraw } from './joint-draws.ts';
import { marginalDensities } from './population-check.ts';

/** Draws of what wells share that are weighed, and those that the map is made from. */
const proposed = 600;
const taken = 240;
/** Of the proposal, a t distribution: freedom, and how much wider it is than the map. */
const freedom = 7;
const wider = 1.25;
/** Draws that the weights must be worth; a power below 1 makes them so. */
const leastEffective = 120;

export interface Widening {
  /** Of as many points as chains have. */
  readonly coarse: JointDensity;
  /** Of as many points as a well has inner draws. */
  readonly inner: JointDensity;
  /** Asked between two draws. */
  readonly shouldStop: () => Promise<boolean>;
}

/**
 * The map made better by draws about where it is now: what wells share is drawn wider than the map says, weighed by its posterior
 * with the wells' own values integrated out, and taken by weight. A normal that is fitted by its bound alone stays in the
 * narrow part of a ridge that bends [on the published fold it had a quarter of the sd of aCFP]; draws from beyond it show the
 * map where the ridge leads. Where few weights count, a power of them is taken: the map then goes some of the way, and the next
 * round more. null: it was stopped.
 */
export async function widened(
  { coarse, inner, shouldStop }: Widening,
  bounds: InnerBounds,
  whitening: Whitening,
  first: DrawNumber,
): Promise<Whitening | null> {
  const { layout } = coarse;
  const shared = layout.shared.length;
  const all = Array.from({ length: proposed }, (_, n) => proposal(shared, first.seed, first.draw + n));
  const densities = await marginalDensities(
    inner,
    whitening,
    all.map(({ x }) => x),
  );
  const weights = tempered(densities.map((density, n) => density - all[n].logDensity));
  const offset = new Float64Array(1);
  fillUniforms(
    { seed: first.seed, purpose: 'populationChoices', step: stepOf(first), individual: 1 },
    offset,
  );
  const draws: Float64Array[] = [];
  for (const [n, chosen] of resampled(weights, taken, offset[0]).entries()) {
    if (await shouldStop()) return null;
    const number = { seed: first.seed, draw: first.draw + n };
    draws.push((await wellsDraw(layout, bounds, { whitening, x: all[chosen].x }, number)).point);
  }
  return (await refined(coarse, whitening, draws, 'even')).whitening;
}

interface Proposal {
  readonly x: Float64Array;
  /** But for a constant, nats. */
  readonly logDensity: number;
}

/** Of a multivariate t distribution. */
function proposal(shared: number, seed: number, draw: number): Proposal {
  const normals = new Float64Array(shared + freedom);
  fillNormals({ seed, purpose: 'population', step: stepOf({ seed, draw }), individual: 1 }, normals);
  let chiSquare = 0;
  for (let n = shared; n < normals.length; n++) chiSquare += normals[n] ** 2;
  const scale = wider * Math.sqrt(freedom / chiSquare);
  const x = normals.slice(0, shared).map((value) => scale * value);
  const square = x.reduce((sum, value) => sum + (value / wider) ** 2, 0);
  return { x, logDensity: -0.5 * (freedom + shared) * Math.log1p(square / freedom) };
}

/** Weights of logarithms, to the greatest power up to 1 by which enough of them count. */
function tempered(logs: readonly number[]): Float64Array {
  const most = logs.reduce((largest, one) => Math.max(largest, one), Number.NEGATIVE_INFINITY);
  const to = (power: number): Float64Array =>
    Float64Array.from(logs, (one) => Math.exp(power * (one - most)));
  if (effectiveDraws(to(1)) >= leastEffective) return to(1);
  let [low, high] = [0, 1];
  for (let n = 0; n < 30; n++) {
    const middle = 0.5 * (low + high);
    if (effectiveDraws(to(middle)) >= leastEffective) low = middle;
    else high = middle;
  }
  return to(low);
}
