import { expLanes } from './lanes/exponential.ts';
import { tanhLanes } from './lanes/hyperbolic.ts';
import { logLanes } from './lanes/logarithm.ts';
import { sigmoidLanes } from './lanes/sigmoid.ts';
import { softplusLanes } from './lanes/softplus.ts';
import type { Algebra, CompositeOperation, PrimitiveOperation, Term } from './operation.ts';
import { range, rising } from './range.ts';

const called = { kind: 'primitive', callable: true, arity: 1, dear: true, carries: false } as const;

const exp: PrimitiveOperation = {
  ...called,
  id: 'exp',
  value: (a) => Math.exp(a),
  derivative: (algebra, _, result, adjoint) => [algebra.flow(adjoint, result)],
  range: rising(Math.exp),
  javascript: (a) => `Math.exp(${a})`,
  lanes: expLanes,
};

const log: PrimitiveOperation = {
  ...called,
  id: 'log',
  carries: true,
  value: (a) => Math.log(a),
  derivative: (algebra, [a], _, adjoint) => [algebra.flow(adjoint, algebra.apply('reciprocal', a as Term))],
  range: ({ lower, upper, nan }) =>
    range(Math.log(Math.max(lower, 0)), Math.log(Math.max(upper, 0)), nan || lower < 0),
  javascript: (a) => `Math.log(${a})`,
  lanes: logLanes,
};

const sqrt: PrimitiveOperation = {
  ...called,
  id: 'sqrt',
  carries: true,
  value: (a) => Math.sqrt(a),
  // d sqrt(a) = da / (2 sqrt(a))
  derivative: (algebra, _, result, adjoint) => [
    algebra.flow(
      algebra.apply('multiply', algebra.constant(0.5), adjoint),
      algebra.apply('reciprocal', result),
    ),
  ],
  range: ({ lower, upper, nan }) =>
    range(Math.sqrt(Math.max(lower, 0)), Math.sqrt(Math.max(upper, 0)), nan || lower < 0),
  javascript: (a) => `Math.sqrt(${a})`,
  lanes: (lanes, a) => lanes.squareRoot(a),
};

const tanh: PrimitiveOperation = {
  ...called,
  id: 'tanh',
  value: (a) => Math.tanh(a),
  // d tanh(a) = (1 - tanh(a)^2) da
  derivative: (algebra, _, result, adjoint) => [
    algebra.flow(
      adjoint,
      algebra.apply('subtract', algebra.constant(1), algebra.apply('multiply', result, result)),
    ),
  ],
  range: rising(Math.tanh),
  javascript: (a) => `Math.tanh(${a})`,
  lanes: tanhLanes,
};

/** 1/(1 + exp(-a)). A primitive because differentiating the quotient gives 0 * infinity in the tail. */
const sigmoid: PrimitiveOperation = {
  ...called,
  id: 'sigmoid',
  value: (a) => 1 / (1 + Math.exp(-a)),
  // d s = s (1 - s) da
  derivative: (algebra, _, result, adjoint) => [
    algebra.flow(
      adjoint,
      algebra.apply('multiply', result, algebra.apply('subtract', algebra.constant(1), result)),
    ),
  ],
  range: rising((a) => 1 / (1 + Math.exp(-a))),
  javascript: (a) => `1 / (1 + Math.exp(-${a}))`,
  lanes: sigmoidLanes,
};

/** log(1 + exp(a)), without overflow. */
const softplus: PrimitiveOperation = {
  ...called,
  id: 'softplus',
  value: (a) => (a < 0 ? 0 : a) + Math.log1p(Math.exp(-Math.abs(a))),
  derivative: (algebra, [a], _, adjoint) => [algebra.flow(adjoint, algebra.apply('sigmoid', a as Term))],
  range: rising((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))),
  javascript: (a) => `(${a} < 0 ? 0 : ${a}) + Math.log1p(Math.exp(-Math.abs(${a})))`,
  lanes: softplusLanes,
};

/** Above 0 in float32 too, and with a finite reciprocal. */
const nearlyNothing = 1e-37;

/** n log(x / K), with x and K kept off 0: they are what a well without inducer and a far draw have. */
function logRatio(algebra: Algebra, [x, K, n]: readonly Term[]): Term {
  const logOf = (a: Term): Term =>
    algebra.apply('log', algebra.apply('max', a, algebra.constant(nearlyNothing)));
  return algebra.apply('multiply', n as Term, algebra.apply('subtract', logOf(x as Term), logOf(K as Term)));
}

/** `rest` where there is as good as no x; a NaN stays one. */
function unlessNothing(algebra: Algebra, x: Term, rest: number, otherwise: Term): Term {
  const nothing = algebra.apply('less', x, algebra.constant(nearlyNothing));
  return algebra.apply('select', nothing, algebra.constant(rest), otherwise);
}

/** Activation x^n / (K^n + x^n) = sigmoid(n log(x / K)) (A. V. Hill 1910); 0 for x <= 0, whatever n. */
const hill: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'hill',
  arity: 3,
  expand: (algebra, args) =>
    unlessNothing(algebra, args[0] as Term, 0, algebra.apply('sigmoid', logRatio(algebra, args))),
};

/** Repression K^n / (K^n + x^n) = 1 - hill(x, K, n), without cancellation. */
const repression: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'repression',
  arity: 3,
  expand: (algebra, args) =>
    unlessNothing(
      algebra,
      args[0] as Term,
      1,
      algebra.apply('sigmoid', algebra.apply('negate', logRatio(algebra, args))),
    ),
};

export const functions = [exp, log, sqrt, tanh, sigmoid, softplus, hill, repression] as const;
