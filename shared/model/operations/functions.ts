import { expLanes } from './lanes/exponential.ts';
import { tanhLanes } from './lanes/hyperbolic.ts';
import { logLanes } from './lanes/logarithm.ts';
import { sigmoidLanes } from './lanes/sigmoid.ts';
import { softplusLanes } from './lanes/softplus.ts';
import type { Algebra, CompositeOperation, PrimitiveOperation, Term } from './operation.ts';

const called = { kind: 'primitive', callable: true, arity: 1, dear: true } as const;

const exp: PrimitiveOperation = {
  ...called,
  id: 'exp',
  value: (a) => Math.exp(a),
  derivative: (algebra, _, result, adjoint) => [algebra.apply('multiply', adjoint, result)],
  javascript: (a) => `Math.exp(${a})`,
  lanes: expLanes,
};

const log: PrimitiveOperation = {
  ...called,
  id: 'log',
  value: (a) => Math.log(a),
  derivative: (algebra, [a], _, adjoint) => [
    algebra.apply('multiply', adjoint, algebra.apply('reciprocal', a as number)),
  ],
  javascript: (a) => `Math.log(${a})`,
  lanes: logLanes,
};

const sqrt: PrimitiveOperation = {
  ...called,
  id: 'sqrt',
  value: (a) => Math.sqrt(a),
  // d sqrt(a) = da / (2 sqrt(a))
  derivative: (algebra, _, result, adjoint) => [
    algebra.apply(
      'multiply',
      algebra.apply('multiply', algebra.constant(0.5), adjoint),
      algebra.apply('reciprocal', result),
    ),
  ],
  javascript: (a) => `Math.sqrt(${a})`,
  lanes: (lanes, a) => lanes.squareRoot(a),
};

const tanh: PrimitiveOperation = {
  ...called,
  id: 'tanh',
  value: (a) => Math.tanh(a),
  // d tanh(a) = (1 - tanh(a)^2) da
  derivative: (algebra, _, result, adjoint) => [
    algebra.apply(
      'multiply',
      adjoint,
      algebra.apply('subtract', algebra.constant(1), algebra.apply('multiply', result, result)),
    ),
  ],
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
    algebra.apply(
      'multiply',
      adjoint,
      algebra.apply('multiply', result, algebra.apply('subtract', algebra.constant(1), result)),
    ),
  ],
  javascript: (a) => `1 / (1 + Math.exp(-${a}))`,
  lanes: sigmoidLanes,
};

/** log(1 + exp(a)), without overflow. */
const softplus: PrimitiveOperation = {
  ...called,
  id: 'softplus',
  value: (a) => (a < 0 ? 0 : a) + Math.log1p(Math.exp(-Math.abs(a))),
  derivative: (algebra, [a], _, adjoint) => [
    algebra.apply('multiply', adjoint, algebra.apply('sigmoid', a as number)),
  ],
  javascript: (a) => `(${a} < 0 ? 0 : ${a}) + Math.log1p(Math.exp(-Math.abs(${a})))`,
  lanes: softplusLanes,
};

/** Above 0 in float32 too, and with a finite reciprocal. */
const nearlyNothing = 1e-37;

/** n log(x / K), with x kept off 0 so that a well without inducer has a finite gradient. */
function logRatio(algebra: Algebra, [x, K, n]: readonly Term[]): Term {
  const positive = algebra.apply('max', x as Term, algebra.constant(nearlyNothing));
  const difference = algebra.apply(
    'subtract',
    algebra.apply('log', positive),
    algebra.apply('log', K as Term),
  );
  return algebra.apply('multiply', n as Term, difference);
}

/** Activation x^n / (K^n + x^n) = sigmoid(n log(x / K)) (A. V. Hill 1910); 0 for x <= 0. */
const hill: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'hill',
  arity: 3,
  expand: (algebra, args) => algebra.apply('sigmoid', logRatio(algebra, args)),
};

/** Repression K^n / (K^n + x^n) = 1 - hill(x, K, n), without cancellation. */
const repression: CompositeOperation = {
  kind: 'composite',
  callable: true,
  id: 'repression',
  arity: 3,
  expand: (algebra, args) => algebra.apply('sigmoid', algebra.apply('negate', logRatio(algebra, args))),
};

export const functions = [exp, log, sqrt, tanh, sigmoid, softplus, hill, repression] as const;
