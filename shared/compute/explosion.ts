import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { StepTerms } from './step-terms.ts';

/**
 * One look at whether explicit steps of this length run away from the solution, at the states where a step has arrived, which
 * are those that the next one begins from. With D what the step has added to a state (input `added`), y the state and k the
 * slope there, at the time where the steps begin, it has run away if the slope points back against D, and one more step of it
 * would go further back than D came and further than the whole of y and of y_0, where the state began:
 *
 *     D k < 0,   h |k| > |D|,   h |k| > |y|,   h |k| > |y_0|
 *
 * For x' = -z x / h, and R(z) the growth of a step, D = (R - 1) x and h k = -z R x: the first two hold exactly where
 * |R| > 1, whether R > 1 (midpoint, Heun, rk4) or R < -1 (Euler), the third where what grows is most of the state, and the
 * last once it is more than what is left of a state that was used up long ago. A solution that grows of itself has D k > 0;
 * what rounding leaves at an equilibrium is small beside y. No scale enters, so that states may differ by any factor.
 *
 * A solution that turns around is seen to run away once, but not twice in a row. So two steps are tried with time held still,
 * and steps of this length have run away where the look after the first says `away` and that after the second `gone`. As the
 * slope is the first of the step that follows, each look comes with the step to the next; `added` is infinite before the
 * first step, and nothing is away.
 *
 * @param states inputs of the graph; @param initial of the trajectory; @param step from those states.
 */
export function lookTerms(
  graph: Graph,
  states: readonly Term[],
  initial: readonly Term[],
  { next, increments, slopes }: StepTerms,
): LookTerms {
  const h = graph.input('step', 0);
  const zero = graph.constant(0);
  const one = graph.constant(1);
  const size = (term: Term): Term => graph.apply('max', term, graph.apply('negate', term));
  const either = (terms: readonly Term[]): Term =>
    terms.reduce((some, other) => graph.apply('max', some, other), zero);
  const flags = states.map((state, index) => {
    const added = graph.input('added', index);
    const further = graph.apply('multiply', h, slopes[index] as Term);
    const back = graph.apply(
      'select',
      graph.apply('less', added, zero),
      further,
      graph.apply('negate', further),
    );
    const scale = graph.apply('max', size(state), size(initial[index] as Term));
    return graph.apply('less', graph.apply('max', size(added), scale), back);
  });
  const finite = states.map((state) => graph.apply('less', size(state), graph.constant(largest)));
  const lost = either(finite.map((flag) => graph.apply('subtract', one, flag)));
  const away = either(flags);
  return { away, gone: graph.apply('max', away, lost), next, increments };
}

export interface LookTerms {
  /** Whether the step that led here has run away: 1 or 0. */
  readonly away: Term;
  /** Whether it has run away or left the numbers: 1 or 0. */
  readonly gone: Term;
  /** Where the next step arrives, [state], and what it adds. */
  readonly next: readonly Term[];
  readonly increments: readonly Term[];
}

/** In a row: before the first step that is tried, after it, and after the second. */
export const looks = 3;

/** Of numbers in single precision, nearly: what is beyond counts as not finite in either precision. */
const largest = 3e38;

/**
 * Whether a step is looked at that begins at grid point n of so many: the last, so that short grids have one, and one in
 * `every`, a power of two.
 */
export function isLookedAt(n: number, points: number, every: number): boolean {
  return n === points - 2 || n % every === every >> 1;
}
