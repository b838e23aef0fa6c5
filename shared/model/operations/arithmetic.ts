import { powerLanes } from './lanes/power.ts';
import type { CompositeOperation, PrimitiveOperation } from './operation.ts';

const symbol = { kind: 'primitive', callable: false, dear: false } as const;

/** a + b */
const add: PrimitiveOperation = {
  ...symbol,
  id: 'add',
  arity: 2,
  value: (a, b) => a + b,
  derivative: (_, __, ___, adjoint) => [adjoint, adjoint],
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
    algebra.apply('multiply', adjoint, b as number),
    algebra.apply('multiply', adjoint, a as number),
  ],
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
  javascript: (a) => `-${a}`,
  lanes: (lanes, a) => lanes.negate(a),
};

/** 1/a. Quotients are products with it, so that a reverse sweep, which needs it again, never divides. */
const reciprocal: PrimitiveOperation = {
  ...symbol,
  id: 'reciprocal',
  arity: 1,
  dear: true,
  value: (a) => 1 / a,
  // d(1/a) = -(1/a)^2 da
  derivative: (algebra, _, result, adjoint) => [
    algebra.apply('negate', algebra.apply('multiply', algebra.apply('multiply', adjoint, result), result)),
  ],
  javascript: (a) => `1 / ${a}`,
  lanes: (lanes, a) => lanes.divide(lanes.constant(1), a),
};

const divide: CompositeOperation = {
  kind: 'composite',
  callable: false,
  id: 'divide',
  arity: 2,
  expand: (algebra, [a, b]) =>
    algebra.apply('multiply', a as number, algebra.apply('reciprocal', b as number)),
};

/**
 * a^b for a >= 0 (any a where b is a whole number). At a = 0 the derivative in b is 0, as limits of a^b log a say for
 * b > 0; NaN would spoil the whole gradient of a well without inducer.
 */
const power: PrimitiveOperation = {
  ...symbol,
  id: 'power',
  arity: 2,
  dear: true,
  value: (a, b) => a ** b,
  derivative: (algebra, [a, b], result, adjoint) => {
    const base = a as number;
    const exponent = b as number;
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
    return [algebra.apply('multiply', adjoint, slope), algebra.apply('multiply', adjoint, logarithm)];
  },
  javascript: (a, b) => `Math.pow(${a}, ${b})`,
  lanes: powerLanes,
};

const pow: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'pow',
  arity: 2,
  expand: (algebra, [a, b]) => algebra.apply('power', a as number, b as number),
};

export const arithmetic = [add, subtract, multiply, negate, reciprocal, divide, power, pow] as const;
