import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';
import type { StepTerms } from './step-terms.ts';

/**
 * Whether explicit steps of this length have run away from the solution: 1 or 0. Two steps are tried from the states at
 * hand, with time held still, and each is looked at as follows. With D what the step adds to a state, y where it arrives
 * and k the slope there, the step has run away if the slope points back against D, and one more step of it would go
 * further back than D came and further than the whole of y and of y_0, where the state began:
 *
 *     D k < 0,   h |k| > |D|,   h |k| > |y|,   h |k| > |y_0|
 *
 * For x' = -z x / h, and R(z) the growth of a step, D = (R - 1) x and h k = -z R x: the first two hold exactly where
 * |R| > 1, whether R > 1 (midpoint, Heun, rk4) or R < -1 (Euler), the third where what grows is most of the state, and the
 * last once it is more than what is left of a state that was used up long ago. A solution that grows of itself has D k > 0; one that turns around does so once, not twice in a row; what rounding leaves
 * at an equilibrium is small beside y. No scale enters, so that states may differ by any factor.
 *
 * @param initial of the trajectory; @param step one step from some states; @param slopes at some states.
 */
export function explosionTerms(
  graph: Graph,
  states: readonly Term[],
  initial: readonly Term[],
  step: (states: readonly Term[]) => StepTerms,
  slopes: (states: readonly Term[]) => readonly Term[],
): Term {
  const h = graph.input('step', 0);
  const zero = graph.constant(0);
  const size = (term: Term): Term => graph.apply('max', term, graph.apply('negate', term));
  const either = (terms: readonly Term[]): Term =>
    terms.reduce((one, other) => graph.apply('max', one, other), zero);
  const look = (
    from: readonly Term[],
  ): { readonly next: readonly Term[]; readonly away: Term; readonly lost: Term } => {
    const { next, increments } = step(from);
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
    const lost = either(finite.map((one) => graph.apply('subtract', graph.constant(1), one)));
    return { next, away: either(flags), lost };
  };
  const first = look(states);
  const second = look(first.next);
  return graph.apply('min', first.away, graph.apply('max', second.away, second.lost));
}

/** Of numbers in single precision, nearly: what is beyond counts as not finite in either precision. */
const largest = 3e38;

/** Whether a step is looked at that begins at grid point n of so many: the last, so that short grids have one, and some before. */
export function isLookedAt(n: number, points: number): boolean {
  return n === points - 2 || n % lookEvery === lookEvery / 2;
}

/** Grid points; two steps more for each of so many cost less than 2 % of a gradient. */
export const lookEvery = 64;
