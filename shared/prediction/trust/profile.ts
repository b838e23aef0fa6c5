import type { Kernel } from '../../compute/kernel.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { sharedName } from '../../inference/posterior/convergence/mixing.ts';
import { pairOf } from '../../inference/posterior/joint/correlations.ts';
import {
  type JointDensity,
  jointDensity,
  jointValues,
} from '../../inference/posterior/joint/joint-density.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';
import { seenValue } from '../../inference/posterior/joint/joint-parameters.ts';
import { newton } from '../../inference/posterior/mode.ts';
import { allDraws, type PosteriorState } from '../../inference/posterior/posterior-state.ts';
import { groupOf } from '../chain-summary.ts';
import { absent, type Found, found } from './found.ts';

/**
 * The posterior of one shared parameter by another way than draws: at each of its values all else is put where the joint density is
 * highest, and integrated by Laplace's approximation there. Priors are in it.
 */
export interface Profile {
  readonly parameter: string;
  readonly points: readonly ProfilePoint[];
  /** Where the marginal is within 1.92 nats of its highest value (chi-squared, 1 degree, 95 %), natural scale; null: beyond the grid. */
  readonly low: number | null;
  readonly high: number | null;
  /** Quantiles 2.5 % and 97.5 % of the draws, to be put beside it. */
  readonly drawsLow: number;
  readonly drawsHigh: number;
}

export interface ProfilePoint {
  /** Natural scale, and eta. */
  readonly value: number;
  readonly eta: number;
  /** Nats, the highest of the grid at 0: of the joint density at the conditional mode, and of the marginal. */
  readonly joint: number;
  readonly marginal: number;
}

/** Posterior standard deviations to each side, in so many steps. */
const reach = 4;
const steps = 8;
/** Half the 95 % quantile of chi-squared with one degree of freedom. */
const drop = 1.9207;
/** Nats: points of a profile are compared with each other, so modes are found more closely than a start for chains. */
const leastGain = 1e-3;
const searching = 4;

export interface ProfileHooks {
  shouldStop(): Promise<boolean>;
  onPoint(done: number, total: number): void;
}

/** @param name `dR`, `aR:part 1`, or as tables have a part: `aR:1`. The kernel must be bound, and should be of float64. null: stopped. */
export async function profileOf(
  plan: FitPlan,
  layout: JointLayout,
  state: PosteriorState,
  { name, kernel, hooks }: { readonly name: string; readonly kernel: Kernel; readonly hooks: ProfileHooks },
): Promise<Found<Profile> | null> {
  const names = layout.shared.map((_, c) => sharedName(layout, c));
  const c = layout.shared.findIndex(
    (one, at) => names[at] === name || (one.of?.startsWith('part ') === true && groupOf(one) === name),
  );
  if (c < 0) return absent(`there is no shared parameter ${name}; there are ${names.join(', ')}`);
  // a correlation with the first of those that go together is a coordinate itself
  if ((pairOf(layout.correlated, c)?.j ?? 0) > 0)
    return absent(`${name} is made of several coordinates, and has draws but no profile`);
  const draws = allDraws(state);
  const own = Float64Array.from(draws, (draw) => draw[c]).sort();
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const sd = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1));
  const density = jointDensity(plan, layout, kernel, searching);
  const middle = Float64Array.from(
    { length: layout.size },
    (_, at) => draws.reduce((sum, draw) => sum + draw[at], 0) / draws.length,
  );
  const raw: { eta: number; joint: number; marginal: number }[] = [];
  let done = 0;
  for (const side of [1, -1]) {
    let start = without(middle, c);
    for (let k = side > 0 ? 0 : 1; k <= steps; k++) {
      const eta = mean + (side * k * reach * sd) / steps;
      const mode = await newton(fixedAt(density, c, eta), start, [], hooks, leastGain);
      if (mode === null) return null;
      hooks.onPoint(++done, 2 * steps + 1);
      if (mode.failed > 0 || !Number.isFinite(mode.logDensity)) break;
      start = mode.eta;
      raw.push({ eta, joint: mode.logDensity, marginal: mode.logDensity + mode.laplace.logVolume });
    }
  }
  if (raw.length < 3) return absent(`with ${name} held wells have no solution`);
  raw.sort((a, b) => a.eta - b.eta);
  const [mostJoint, most] = (['joint', 'marginal'] as const).map((key) =>
    raw.reduce((largest, one) => Math.max(largest, one[key]), Number.NEGATIVE_INFINITY),
  );
  const seen = (eta: number): number => seenValue(layout.columns[layout.shared[c].column], eta);
  const points = raw.map(({ eta, joint, marginal }) => ({
    ...{ eta, value: seen(eta), joint: joint - mostJoint, marginal: marginal - most },
  }));
  const quantile = (share: number): number => seen(own[Math.round(share * (own.length - 1))]);
  const [low, high] = [crossing(points), crossing(points.toReversed())];
  return found({
    ...{ parameter: name, points, drawsLow: quantile(0.025), drawsHigh: quantile(0.975) },
    low: low === null ? null : seen(low),
    high: high === null ? null : seen(high),
  });
}

/** Where the marginal first comes within `drop` of its highest value, in eta, by straight lines in sqrt(-marginal); null: at once. */
function crossing(points: readonly ProfilePoint[]): number | null {
  const at = points.findIndex(({ marginal }) => marginal >= -drop);
  if (at <= 0) return null;
  const [before, after] = [points[at - 1], points[at]];
  const root = ({ marginal }: ProfilePoint): number => Math.sqrt(Math.max(0, -marginal));
  const share = (root(before) - Math.sqrt(drop)) / (root(before) - root(after));
  return before.eta + share * (after.eta - before.eta);
}

function without(point: Float64Array, c: number): Float64Array {
  return point.filter((_, at) => at !== c);
}

/** A joint density as a function of all but its shared coordinate c, which has the value `eta`. */
function fixedAt(density: JointDensity, c: number, eta: number): JointDensity {
  const { layout, points } = density;
  const size = layout.size - 1;
  const etas = new Float64Array(points * layout.size);
  const values = jointValues(layout, points);
  const renumbered = (list: readonly number[]): readonly number[] =>
    list.filter((one) => one !== c).map((one) => (one > c ? one - 1 : one));
  return {
    layout: {
      ...layout,
      ...{ size, shared: layout.shared.filter((_, at) => at !== c) },
      ...{ bent: renumbered(layout.bent), straight: renumbered(layout.straight) },
      correlated: [],
      // where wells find what they go by: what is held is a number
      places: layout.places.map((place) => (place < c ? place : place === c ? -1 : place - 1)),
    },
    points,
    async evaluate(others, out) {
      for (let p = 0; p < points; p++) {
        const from = p * layout.size;
        etas.set(others.subarray(p * size, p * size + c), from);
        etas[from + c] = eta;
        etas.set(others.subarray(p * size + c, (p + 1) * size), from + c + 1);
      }
      await density.evaluate(etas, values);
      out.logDensity.set(values.logDensity);
      out.failed.set(values.failed);
      out.ofWells.set(values.ofWells);
      for (let p = 0; p < points; p++) {
        const from = p * layout.size;
        out.gradient.set(values.gradient.subarray(from, from + c), p * size);
        out.gradient.set(values.gradient.subarray(from + c + 1, from + layout.size), p * size + c);
      }
    },
  };
}
