import { powerLanes } from './lanes/power.ts';
import type { CompositeOperation, PrimitiveOperation, Term } from './operation.ts';
import { anything, inverse, isBounded, negated, product, range, sum } from './range.ts';

const symbol = { kind: 'primitive', callable: false, dear: false, carries: true } as const;

/** a + b */
const add: PrimitiveOperation = {
  ...symbol,
  id: 'add',
  arity: 2,
  value: (a, b) => a + b,
  derivative: (_, __, ___, adjoint) => [adjoint, adjoint],
  range: sum,
  javascript: (a, b) => `${a} + ${b}`,
  lanes: (lanes, a, b) => lanes.add(a, b),
};

/** a - b */
const subtract: PrimitiveOperation = {
  ...symbol,
  id: 'subtract',
  arity: 2,
  value: (a, b) => a - b,
  derivative: (algebra, _, __, adjoint) => [adjoint, algebra.apply('negate', adjoint)],
  range: (a, b) => sum(a, negated(b)),
  javascript: (a, b) => `${a} - ${b}`,
  lanes: (lanes, a, b) => lanes.subtract(a, b),
};

/** a b */
const multiply: PrimitiveOperation = {
  ...symbol,
  id: 'multiply',
  arity: 2,
  value: (a, b) => a * b,
  derivative: (algebra, [a, b], _, adjoint) => [
    algebra.flow(adjoint, b as Term),
    algebra.flow(adjoint, a as Term),
  ],
  range: product,
  javascript: (a, b) => `${a} * ${b}`,
  lanes: (lanes, a, b) => lanes.multiply(a, b),
};

/** -a */
const negate: PrimitiveOperation = {
  ...symbol,
  id: 'negate',
  arity: 1,
  value: (a) => -a,
  derivative: (algebra, _, __, adjoint) => [algebra.apply('negate', adjoint)],
  range: negated,
  javascript: (a) => `-${a}`,
  lanes: (lanes, a) => lanes.negate(a),
};

/** 1/a. Quotients are products with it, so that a reverse sweep, which needs it again, never divides. */
const reciprocal: PrimitiveOperation = {
  ...symbol,
  id: 'reciprocal',
  arity: 1,
  dear: true,
  carries: false,
  value: (a) => 1 / a,
  // d(1/a) = -(1/a)^2 da
  derivative: (algebra, _, result, adjoint) => [
    algebra.apply('negate', algebra.flow(algebra.flow(adjoint, result), result)),
  ],
  range: inverse,
  javascript: (a) => `1 / ${a}`,
  lanes: (lanes, a) => lanes.divide(lanes.constant(1), a),
};

const divide: CompositeOperation = {
  kind: 'composite',
  callable: false,
  id: 'divide',
  arity: 2,
  expand: (algebra, [a, b]) => algebra.apply('multiply', a as Term, algebra.apply('reciprocal', b as Term)),
};

/**
 * a^b for a >= 0 (any a where b is a whole number). At a = 0 the derivative in b is 0, as limits of a^b log a say for
 * b > 0, and so it is for a < 0, where only whole b have a value. That in a is b a^(b - 1), and 0 at a = 0 where this is
 * infinite (0 < b < 1) or no number (b = 0).
 */
const power: PrimitiveOperation = {
  ...symbol,
  id: 'power',
  arity: 2,
  dear: true,
  carries: false,
  value: (a, b) => a ** b,
  derivative: (algebra, [a, b], result, adjoint) => {
    const base = a as Term;
    const exponent = b as Term;
    const slope = algebra.apply(
      'multiply',
      exponent,
      algebra.apply('power', base, algebra.apply('subtract', exponent, algebra.constant(1))),
    );
    const logarithm = algebra.apply(
      'select',
      algebra.apply('less', algebra.constant(0), base),
      algebra.apply('multiply', result, algebra.apply('log', base)),
      algebra.constant(0),
    );
    return [algebra.flow(adjoint, slope), algebra.flow(adjoint, logarithm)];
  },
  range: (a, b) => {
    if (a.lower < 0 || !isBounded(b)) return anything;
    // along each edge a^b only rises or only falls
    const corners = [a.lower, a.upper].flatMap((base) => [base ** b.lower, base ** b.upper]);
    return range(Math.min(...corners), Math.max(...corners), a.nan);
  },
  javascript: (a, b) => `Math.pow(${a}, ${b})`,
  lanes: powerLanes,
};

const pow: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'pow',
  arity: 2,
  expand: (algebra, [a, b]) => algebra.apply('power', a as Term, b as Term),
};

/**
 * What derivative rules call `flow` becomes where a slope may be infinite or NaN: w s, and 0 where s is not finite, so that
 * an adjoint of 0 stays 0 whatever lies below.
 */
const flow: PrimitiveOperation = {
  ...symbol,
  id: 'flow',
  arity: 2,
  carries: false,
  value: (adjoint, slope) => (Math.abs(slope) < Infinity ? adjoint * slope : 0),
  derivative: () => {
    throw new Error('a reverse sweep is not differentiated again');
  },
  range: () => anything,
  javascript: (adjoint, slope) => `Math.abs(${slope}) < Infinity ? ${adjoint} * ${slope} : 0`,
  lanes: (lanes, adjoint, slope) =>
    lanes.and(
      lanes.multiply(adjoint, slope),
      lanes.less(lanes.absolute(slope), lanes.constant(Number.POSITIVE_INFINITY)),
    ),
};

export const arithmetic = [add, subtract, multiply, negate, reciprocal, divide, power, pow, flow] as const;
