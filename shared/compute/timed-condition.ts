import type { Expression } from '../model/expression.ts';
import type { Term } from '../model/operations/operation.ts';
import type { EvenInTime } from '../model/time-switches.ts';
import type { Graph } from './graph.ts';

/**
 * 1 where a < b, else 0, of two sides that change evenly with time: from when they meet on, or until then, as their slopes
 * say.
 *
 * @param passed 1 from a time on, else 0; null: it does not decide, and neither does this.
 */
export function timedCondition(
  graph: Graph,
  [a, b]: readonly [EvenInTime, EvenInTime],
  value: (expression: Expression) => Term,
  passed: (at: Term) => Term | null,
): Term | null {
  const zero = graph.constant(0);
  const one = graph.constant(1);
  const slope = graph.apply('subtract', value(b.slope), value(a.slope));
  const known = graph.valueOf(slope);
  if (known === 0) return null;
  const isRising = graph.apply('less', zero, slope);
  const isFalling = graph.apply('less', slope, zero);
  // where they never meet any time does, but infinity: its derivatives are none
  const divisor = graph.apply('select', graph.apply('max', isRising, isFalling), slope, one);
  const apart = graph.apply('subtract', value(a.offset), value(b.offset));
  const opened = passed(graph.apply('divide', apart, divisor));
  if (opened === null) return null;
  const closed = graph.apply('subtract', one, opened);
  const always = graph.apply('less', value(a.offset), value(b.offset));
  return graph.apply('select', isRising, opened, graph.apply('select', isFalling, closed, always));
}
