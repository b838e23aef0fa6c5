import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { StepTerms } from './step-terms.ts';

/**
 * One look at whether explicit steps of this length run away from the solution. A step is tried from the states at hand. With
 * D what the step adds to a state, y where it arrives and k the slope there, at the time where the step begins, it runs away
 * if the slope points back against D, and one more step of it would go further back than D came and further than the whole of
 * y and of y_0, where the state began:
 *
 *     D k < 0,   h |k| > |D|,   h |k| > |y|,   h |k| > |y_0|
 *
 * For x' = -z x / h, and R(z) the growth of a step, D = (R - 1) x and h k = -z R x: the first two hold exactly where
 * |R| > 1, whether R > 1 (midpoint, Heun, rk4) or R < -1 (Euler), the third where what grows is most of the state, and the
 * last once it is more than what is left of a state that was used up long ago. A solution that grows of itself has D k > 0;
 * what rounding leaves at an equilibrium is small beside y. No scale enters, so that states may differ by any factor.
 *
 * A solution that turns around is seen to run away once, but not twice in a row: so the steps have run away where one look is
 * `away` and a second one, from the `next` of the first with time held still, is `gone`.
 *
 * @param initial of the trajectory; @param step one step from the states at hand; @param slopes at some states.
 */
export function lookTerms(
  graph: Graph,
  initial: readonly Term[],
  step: StepTerms,
  slopes: (states: readonly Term[]) => readonly Term[],
): LookTerms {
  const { next, increments } = step;
  const h = graph.input('step', 0);
  const zero = graph.constant(0);
  const one = graph.constant(1);
  const size = (term: Term): Term => graph.apply('max', term, graph.apply('negate', term));
  const either = (terms: readonly Term[]): Term =>
    terms.reduce((some, other) => graph.apply('max', some, other), zero);
  const there = slopes(next);
  const flags = next.map((state, index) => {
    const increment = increments[index] as Term;
    const further = graph.apply('multiply', h, there[index] as Term);
    const back = graph.apply(
      'select',
      graph.apply('less', increment, zero),
      further,
      graph.apply('negate', further),
    );
    const scale = graph.apply('max', size(state), size(initial[index] as Term));
    return graph.apply('less', graph.apply('max', size(increment), scale), back);
  });
  const finite = next.map((state) => graph.apply('less', size(state), graph.constant(largest)));
  const lost = either(finite.map((flag) => graph.apply('subtract', one, flag)));
  const away = either(flags);
  return { next, away, gone: graph.apply('max', away, lost) };
}

export interface LookTerms {
  /** Where the step arrives, [state]. */
  readonly next: readonly Term[];
  /** Whether it runs away: 1 or 0. */
  readonly away: Term;
  /** Whether it runs away or leaves the numbers: 1 or 0. */
  readonly gone: Term;
}

/** In a row: the first is to be `away`, the last `gone`. */
export const looks = 2;

/** Of numbers in single precision, nearly: what is beyond counts as not finite in either precision. */
const largest = 3e38;

/** Whether a step is looked at that begins at grid point n of so many: the last, so that short grids have one, and some before. */
export function isLookedAt(n: number, points: number): boolean {
  return n === points - 2 || n % lookEvery === lookEvery / 2;
}

/** Grid points; two looks for each of so many cost less than 2 % of a gradient. */
export const lookEvery = 64;
