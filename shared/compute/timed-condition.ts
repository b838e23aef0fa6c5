import type { Expression } from '../model/expression.ts';
import type { Term } from '../model/operations/operation.ts';
import type { EvenInTime } from '../model/time-switches.ts';
import type { Graph } from './graph.ts';

type Meeting = readonly [EvenInTime, EvenInTime];
type Value = (expression: Expression) => Term;

/** When two sides that change evenly with time meet, and how much faster the second one grows; neither is anything where 0. */
export function meetingTime(
  graph: Graph,
  [a, b]: Meeting,
  value: Value,
): { readonly at: Term; readonly slope: Term } {
  const slope = graph.apply('subtract', value(b.slope), value(a.slope));
  const apart = graph.apply('subtract', value(a.offset), value(b.offset));
  const isSloped = graph.apply(
    'max',
    graph.apply('less', slope, graph.constant(0)),
    graph.apply('less', graph.constant(0), slope),
  );
  // where they never meet any number does, but infinity: its derivatives are none
  const divisor = graph.apply('select', isSloped, slope, graph.constant(1));
  return { at: graph.apply('divide', apart, divisor), slope };
}

/** 1 where a < b, else 0: from when they meet on, or until then, as their slopes say. */
export function timedCondition(
  graph: Graph,
  meeting: Meeting,
  value: Value,
  passed: (at: Term) => Term,
): Term | null {
  const { at, slope } = meetingTime(graph, meeting, value);
  const zero = graph.constant(0);
  const known = graph.valueOf(slope);
  if (known === 0) return null;
  const opened = passed(at);
  const closed = graph.apply('subtract', graph.constant(1), opened);
  if (known !== null) return known > 0 ? opened : closed;
  const [a, b] = meeting;
  const always = graph.apply('less', value(a.offset), value(b.offset));
  const until = graph.apply('select', graph.apply('less', slope, zero), closed, always);
  return graph.apply('select', graph.apply('less', zero, slope), opened, until);
}

/** Pairs of arguments where an operation bends when they are equal. */
export function cornersOf(
  operation: string,
  args: readonly Expression[],
): readonly (readonly [Expression, Expression])[] {
  const [a, b, c] = args;
  if (a === undefined) return [];
  if (operation === 'relu') return [[a, { kind: 'number', value: 0 }]];
  if (b === undefined) return [];
  if (operation === 'max' || operation === 'min') return [[a, b]];
  return operation === 'clamp' && c !== undefined
    ? [
        [a, b],
        [a, c],
      ]
    : [];
}
