import { expMinusOneLanes } from './lanes/exponential.ts';
import { digammaLanes, logGammaLanes } from './lanes/gamma.ts';
import { logNormalCdfLanes } from './lanes/normal-cdf.ts';
import type { PrimitiveOperation } from './operation.ts';
import {
  digamma as digammaOf,
  logGamma as logGammaOf,
  logNormalCdf as logNormalCdfOf,
} from './special-values.ts';

/** Functions that densities need; model text cannot call them. JavaScript backends get them as `special`. */
const internal = { kind: 'primitive', callable: false, arity: 1, dear: true } as const;

/** exp(a) - 1 without cancellation near 0, for a <= 0. */
const expMinusOne: PrimitiveOperation = {
  ...internal,
  id: 'expMinusOne',
  value: (a) => Math.expm1(a),
  derivative: (algebra, _, result, adjoint) => [
    algebra.apply('multiply', adjoint, algebra.apply('add', result, algebra.constant(1))),
  ],
  javascript: (a) => `Math.expm1(${a})`,
  lanes: (lanes, a) => expMinusOneLanes(lanes, lanes.max(a, lanes.constant(-80))),
};

const logGamma: PrimitiveOperation = {
  ...internal,
  id: 'logGamma',
  value: (a) => logGammaOf(a),
  derivative: (algebra, [a], _, adjoint) => [
    algebra.apply('multiply', adjoint, algebra.apply('digamma', a as number)),
  ],
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
  javascript: (a) => `special.digamma(${a})`,
  lanes: digammaLanes,
};

/** log of the standard normal distribution function, accurate in the far tail. */
const logNormalCdf: PrimitiveOperation = {
  ...internal,
  id: 'logNormalCdf',
  value: (a) => logNormalCdfOf(a),
  // phi(a) / Phi(a) = exp(-a^2/2 - log(2 pi)/2 - log Phi(a))
  derivative: (algebra, [a], result, adjoint) => {
    const square = algebra.apply('multiply', a as number, a as number);
    const exponent = algebra.apply(
      'subtract',
      algebra.apply('multiply', algebra.constant(-0.5), square),
      algebra.apply('add', algebra.constant(0.5 * Math.log(2 * Math.PI)), result),
    );
    return [algebra.apply('multiply', adjoint, algebra.apply('exp', exponent))];
  },
  javascript: (a) => `special.logNormalCdf(${a})`,
  lanes: logNormalCdfLanes,
};

export const special = [expMinusOne, logGamma, digamma, logNormalCdf] as const;
