import type { CompositeOperation, PrimitiveOperation, Term } from './operation.ts';
import { either, type Range, range } from './range.ts';

const cheap = { kind: 'primitive', dear: false, carries: false } as const;

/** 1 where a < b, else 0 (also where either is NaN). No gradient. */
const less: PrimitiveOperation = {
  ...cheap,
  callable: false,
  id: 'less',
  arity: 2,
  value: (a, b) => (a < b ? 1 : 0),
  derivative: () => [null, null],
  range: () => range(0, 1),
  javascript: (a, b) => `${a} < ${b} ? 1 : 0`,
  lanes: (lanes, a, b) => lanes.and(lanes.less(a, b), lanes.constant(1)),
};

/** b where a is not 0, else c. */
const select: PrimitiveOperation = {
  ...cheap,
  callable: false,
  id: 'select',
  arity: 3,
  value: (a, b, c) => (a !== 0 ? b : c),
  derivative: (algebra, [a], _, adjoint) => [
    null,
    algebra.apply('select', a as Term, adjoint, algebra.constant(0)),
    algebra.apply('select', a as Term, algebra.constant(0), adjoint),
  ],
  range: (_, b, c) => either(b, c),
  javascript: (a, b, c) => `${a} !== 0 ? ${b} : ${c}`,
  lanes: (lanes, a, b, c) => lanes.select(lanes.differs(a, lanes.constant(0)), b, c),
};

/** The larger one; on a tie the first, which gets the whole gradient; NaN in the first stays. */
const max: PrimitiveOperation = {
  ...cheap,
  callable: true,
  id: 'max',
  arity: 2,
  value: (a, b) => (a < b ? b : a),
  derivative: (algebra, [a, b], _, adjoint) => {
    const second = algebra.apply('less', a as Term, b as Term);
    const zero = algebra.constant(0);
    return [algebra.apply('select', second, zero, adjoint), algebra.apply('select', second, adjoint, zero)];
  },
  // where the second is NaN the first stays as it is
  range: (a, b) => range(Math.max(a.lower, sure(b).lower), Math.max(a.upper, b.upper), a.nan),
  javascript: (a, b) => `${a} < ${b} ? ${b} : ${a}`,
  lanes: (lanes, a, b) => lanes.max(a, b),
};

/** The smaller one; on a tie the first. */
const min: PrimitiveOperation = {
  ...cheap,
  callable: true,
  id: 'min',
  arity: 2,
  value: (a, b) => (b < a ? b : a),
  derivative: (algebra, [a, b], _, adjoint) => {
    const second = algebra.apply('less', b as Term, a as Term);
    const zero = algebra.constant(0);
    return [algebra.apply('select', second, zero, adjoint), algebra.apply('select', second, adjoint, zero)];
  },
  range: (a, b) => range(Math.min(a.lower, b.lower), Math.min(a.upper, sure(b).upper), a.nan),
  javascript: (a, b) => `${b} < ${a} ? ${b} : ${a}`,
  lanes: (lanes, a, b) => lanes.min(a, b),
};

/** What a comparison with this can be relied on for: nothing where it may be NaN. */
function sure(b: Range): Range {
  return b.nan ? range(-Infinity, Infinity) : b;
}

const relu: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'relu',
  arity: 1,
  // the constant comes first, so that the gradient at 0 is 0
  expand: (algebra, [a]) => algebra.apply('max', algebra.constant(0), a as Term),
};

/** x between lower and upper; gradient 1 inside and on both limits, 0 outside. */
const clamp: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'clamp',
  arity: 3,
  expand: (algebra, [x, lower, upper]) =>
    algebra.apply('min', algebra.apply('max', x as Term, lower as Term), upper as Term),
};

export const selection = [less, select, max, min, relu, clamp] as const;
