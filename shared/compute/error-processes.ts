import type { Term } from '../model/operations/operation.ts';
import { type Graph, shorthand } from './graph.ts';

/** A part of a signal's error that lasts: a stationary Gauss-Markov process with mean 0, as it goes from reading to reading. */
export interface ErrorProcess {
  /** F of one gap, [to, from]. */
  readonly transition: readonly (readonly Term[])[];
  /** Covariance that the gap adds, P - F P F^T with P that of the process at rest, [row, column]; symmetric. */
  readonly added: readonly (readonly Term[])[];
  /** What a reading has of the first coordinate. */
  readonly loading: Term;
}

/** gap / tau of two readings at the same instant: just above 0, or the second would have a density of infinity. */
const leastAge = 1e-6;

/** gap sqrt(3) / L beyond which nothing is left, e^-80; its powers are still numbers in float32. */
const mostAge = 80;

/** -gap / tau of an exponential correlation. */
export function decayTerm(graph: Graph, gap: Term, tau: Term): Term {
  const { apply, constant } = shorthand(graph);
  return apply('negate', apply('max', apply('divide', gap, tau), constant(leastAge)));
}

/** 1 - rho^2, without cancellation between readings that are close. */
export function remainingTerm(graph: Graph, decay: Term): Term {
  const { apply, constant } = shorthand(graph);
  return apply('negate', apply('expMinusOne', apply('multiply', constant(2), decay)));
}

/** Correlation exp(-gap / tau), of this variance at rest (G. Uhlenbeck, L. Ornstein 1930). */
export function exponentialProcess(graph: Graph, gap: Term, tau: Term, variance: Term): ErrorProcess {
  const { apply, constant } = shorthand(graph);
  const decay = decayTerm(graph, gap, tau);
  return {
    transition: [[apply('exp', decay)]],
    added: [[apply('multiply', variance, remainingTerm(graph, decay))]],
    loading: constant(1),
  };
}

/**
 * Matern 3/2 of variance 1, correlation (1 + u) exp(-u) with u = sqrt(3) gap / time, as a process of two coordinates, the
 * value and its slope in units in which both have variance 1 (J. Hartikainen, S. Sarkka 2010):
 *
 *     F = e^-u [1 + u, u; -u, 1 - u],    added = 1 - F F^T = with v = 2 u
 *     [1 - e^-v (1 + v + v^2/2),  e^-v v^2/2;  ...,  1 - e^-v (1 - v + v^2/2)]
 */
export function smoothProcess(graph: Graph, gap: Term, time: Term, loading: Term): ErrorProcess {
  const { apply, constant } = shorthand(graph);
  const one = constant(1);
  const age = apply('multiply', gap, apply('divide', constant(Math.sqrt(3)), time));
  const u = apply('min', age, constant(mostAge));
  const left = apply('exp', apply('negate', u));
  const leftSquare = apply('multiply', left, left);
  const v = apply('multiply', constant(2), u);
  const halfSquare = apply('multiply', constant(0.5), apply('multiply', v, v));
  const slopeAndValue = apply('multiply', leftSquare, halfSquare);
  const far = apply(
    'subtract',
    one,
    apply('multiply', leftSquare, apply('add', apply('add', one, v), halfSquare)),
  );
  const near = apply(
    'multiply',
    apply('multiply', leftSquare, apply('multiply', v, halfSquare)),
    cubeSeries(graph, v),
  );
  const slope = apply(
    'add',
    apply('negate', apply('expMinusOne', apply('negate', v))),
    apply('multiply', leftSquare, apply('subtract', v, halfSquare)),
  );
  const value = apply('select', apply('less', v, constant(seriesBelow)), near, far);
  return {
    transition: [
      [apply('multiply', left, apply('add', one, u)), apply('multiply', left, u)],
      [apply('negate', apply('multiply', left, u)), apply('multiply', left, apply('subtract', one, u))],
    ],
    added: [
      [value, slopeAndValue],
      [slopeAndValue, slope],
    ],
    loading,
  };
}

/** Below this v the series is used: 1 - e^-v (1 + v + v^2/2) has lost 5 bits there. */
const seriesBelow = 0.5;

/** (e^v - 1 - v - v^2/2) / (v v^2/2) = sum_k 2 v^k / (k + 3)!, to 1e-15 below 0.5. */
function cubeSeries(graph: Graph, v: Term): Term {
  const { apply, constant } = shorthand(graph);
  const coefficients: number[] = [];
  let factorial = 6;
  for (let k = 0; k < 12; k++) {
    coefficients.push(2 / factorial);
    factorial *= k + 4;
  }
  return coefficients
    .reverse()
    .reduce<Term>((sum, one) => apply('add', apply('multiply', sum, v), constant(one)), constant(0));
}
