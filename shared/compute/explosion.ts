import type { Term } from '../model/operations/operation.ts';
import { type Graph, reachable } from './graph.ts';
import type { StepTerms } from './step-terms.ts';

/**
 * Watches whether explicit steps that are given run away from the solution, with what each step computes anyway: no slope is
 * evaluated for it. Once the slope k' where a step arrived is known, as the first of the next step, the step's increment D
 * can be compared with what the slopes at its two ends say, the trapezoidal rule (its defect; for a smooth solution of the
 * order h^3 or, by Euler, h^2):
 *
 *     E = |D - h (k + k') / 2|
 *
 * A step is *astray* in a state where E > max(|y'|, |y_0|): what it cannot account for is more than all there is of the
 * state, and than it began with. Steps have run away where two in a row are astray and the second further than the first.
 * For x' = -z x / h, and R(z) the growth of a step, E is in proportion to x, so that the last condition holds exactly where
 * |R| > 1. One bend (a switch, an amount that is added, a solution that turns around) sends one step astray but not the
 * next, and a switch that chatters makes equal defects. No scale enters, so that states may differ by any factor.
 *
 * States that no rate depends on are not watched: they are sums of others and cannot run away alone.
 *
 * Inputs of a step, [watched]: `owed`, D - h k / 2 of the step before (NaN before the first), and `astray`, E of the step
 * before that where it was astray, else Infinity.
 *
 * As E needs the slope after a step, and two of them, `trials` more steps are made after the last, with time held still and
 * leaving no trace: short grids are judged like long ones. Where they leave the numbers, steps have run away as well.
 *
 * To watch every step costs a fifth of a gradient, so that fits watch a few in a row now and then, see `watchAt`.
 *
 * @param states inputs of the graph; @param initial of the trajectory; @param step from those states.
 */
export function explosionTerms(
  graph: Graph,
  states: readonly Term[],
  initial: readonly Term[],
  { next, slopes }: StepTerms,
): ExplosionTerms {
  const half = graph.apply('multiply', graph.constant(0.5), graph.input('step', 0));
  const size = (term: Term): Term => graph.apply('max', term, graph.apply('negate', term));
  const readByRates = new Set(reachable(graph, slopes));
  const watched = [...states.keys()].filter((state) => readByRates.has(states[state] as Term));
  const terms = watched.map((index, place) => {
    const state = states[index] as Term;
    const share = graph.apply('multiply', half, slopes[index] as Term);
    const defect = size(graph.apply('subtract', graph.input('owed', place), share));
    const whole = graph.apply('max', size(state), size(initial[index] as Term));
    const before = graph.apply('multiply', graph.constant(growth), graph.input('astray', place));
    return {
      owed: graph.apply('subtract', graph.apply('subtract', next[index] as Term, state), share),
      astray: graph.apply(
        'select',
        graph.apply('less', whole, defect),
        defect,
        graph.constant(Number.POSITIVE_INFINITY),
      ),
      excess: graph.apply('subtract', defect, graph.apply('max', whole, before)),
    };
  });
  return {
    watched,
    slopes: watched.map((index) => slopes[index] as Term),
    owed: terms.map(({ owed }) => owed),
    astray: terms.map(({ astray }) => astray),
    excess: terms
      .map(({ excess }) => excess)
      .reduce((most, excess) => graph.apply('max', most, excess), graph.constant(0)),
  };
}

export interface ExplosionTerms {
  /** Indices of states. */
  readonly watched: readonly number[];
  /** d y / d t where the step begins, [watched]. */
  readonly slopes: readonly Term[];
  /** Of the step that begins; inputs of the same names at the next, [watched]. */
  readonly owed: readonly Term[];
  readonly astray: readonly Term[];
  /** Above 0 where the steps before have run away. */
  readonly excess: Term;
}

/** Before the first step that is watched. */
export const nothingOwed = Number.NaN;
export const notAstray = Number.POSITIVE_INFINITY;

/** Steps after the last that only watch. */
export const trials = 2;

/** Grid points in a row whose steps are watched: one owes, two may be astray. */
export const watchedInARow = 3;

/** What of a grid point's steps is watched; of the last all that can be. */
export type Watch = 'nothing' | 'steps' | 'last';

/**
 * Whether steps from grid point n are watched: the last and, of so many, the last three.
 *
 * @param every a power of two, 1: all.
 */
export function watchAt(n: number, points: number, every: number): Watch {
  if (n === points - 2) return 'last';
  return n % every >= every - watchedInARow ? 'steps' : 'nothing';
}

/** By how much a defect grows that grows, beyond what rounding does. */
const growth = 1 + 2 ** -6;
