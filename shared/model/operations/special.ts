import { expMinusOneLanes } from './lanes/exponential.ts';
import { digammaLanes, logGammaLanes } from './lanes/gamma.ts';
import { inverseMillsLanes, logNormalCdfLanes } from './lanes/normal-cdf.ts';
import type { PrimitiveOperation, Term } from './operation.ts';
import { anything, range, rising } from './range.ts';
import {
  digamma as digammaOf,
  inverseMills as inverseMillsOf,
  logGamma as logGammaOf,
  logNormalCdf as logNormalCdfOf,
} from './special-values.ts';

/** Functions that densities need; model text cannot call them. JavaScript backends get them as `special`. */
const internal = { kind: 'primitive', callable: false, arity: 1, dear: true, carries: false } as const;

/** exp(a) - 1 without cancellation near 0, for a <= 0. */
const expMinusOne: PrimitiveOperation = {
  ...internal,
  id: 'expMinusOne',
  value: (a) => Math.expm1(a),
  derivative: (algebra, _, result, adjoint) => [
    algebra.flow(adjoint, algebra.apply('add', result, algebra.constant(1))),
  ],
  range: rising(Math.expm1),
  javascript: (a) => `Math.expm1(${a})`,
  lanes: (lanes, a) => expMinusOneLanes(lanes, lanes.max(a, lanes.constant(-80))),
};

const logGamma: PrimitiveOperation = {
  ...internal,
  id: 'logGamma',
  value: (a) => logGammaOf(a),
  derivative: (algebra, [a], _, adjoint) => [algebra.flow(adjoint, algebra.apply('digamma', a as Term))],
  // falls, and rises again: its least value is -0.1215
  range: ({ lower, upper, nan }) =>
    lower > 0 ? range(-0.13, Math.max(logGammaOf(lower), logGammaOf(upper)), nan) : anything,
  javascript: (a) => `special.logGamma(${a})`,
  lanes: logGammaLanes,
};

const digamma: PrimitiveOperation = {
  ...internal,
  id: 'digamma',
  value: (a) => digammaOf(a),
  derivative: () => {
    throw new Error('densities are differentiated once; trigamma is not there');
  },
  range: (a) => (a.lower > 0 ? rising(digammaOf)(a) : anything),
  javascript: (a) => `special.digamma(${a})`,
  lanes: digammaLanes,
};

/** log of the standard normal distribution function, accurate in the far tail. */
const logNormalCdf: PrimitiveOperation = {
  ...internal,
  id: 'logNormalCdf',
  value: (a) => logNormalCdfOf(a),
  derivative: (algebra, [a], _, adjoint) => [algebra.flow(adjoint, algebra.apply('inverseMills', a as Term))],
  range: rising(logNormalCdfOf),
  javascript: (a) => `special.logNormalCdf(${a})`,
  lanes: logNormalCdfLanes,
};

/** phi(a) / Phi(a), the slope of log Phi (J. P. Mills 1926, of the other tail); about -a far below 0. */
const inverseMills: PrimitiveOperation = {
  ...internal,
  id: 'inverseMills',
  value: (a) => inverseMillsOf(a),
  derivative: () => {
    throw new Error('densities are differentiated once');
  },
  range: ({ lower, upper, nan }) => range(inverseMillsOf(upper), inverseMillsOf(lower), nan),
  javascript: (a) => `special.inverseMills(${a})`,
  lanes: inverseMillsLanes,
};

export const special = [expMinusOne, logGamma, digamma, logNormalCdf, inverseMills] as const;
