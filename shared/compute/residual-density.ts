import type { Residual } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import type { Graph } from './graph.ts';

/** One reading's prediction and residual error as terms. */
export interface ResidualTerms {
  readonly signal: number;
  readonly prediction: Term;
  /** Normal and Laplace: 1/variance. Student: 1/scale^2. */
  readonly precision: Term;
  readonly nu: Term | null;
  /** tau, hours. */
  readonly correlation: Term | null;
}

export interface DensityTerms {
  /** What a reading adds to the sum of its signal; 0 where there is none. */
  readonly readingTerm: Term;
  /** Log likelihood of all the signal's readings, nats, from that sum. */
  readonly logLikelihood: Term;
  /** Standardised residual to carry to the next reading of this signal; null: independent readings. */
  readonly carried: Term | null;
  /** Standard deviation of a reading about the prediction. */
  readonly sd: Term;
}

export interface DensityRequest {
  /** Position of this signal among the correlated ones. */
  readonly carriedIndex: number;
  readonly censoring: boolean;
  /** Whether a term changes along a trajectory. */
  readonly isVarying: (term: Term) => boolean;
}

/** gap / tau of two readings at the same instant: just above 0, or the second would have a density of infinity. */
const leastAge = 1e-6;

/**
 * log density of one reading x with prediction m and precision p (INFERENCE.md, 5):
 *
 *     e = sqrt(p) (x - m)
 *     rho = exp(-gap / tau),  z = (e - rho e_last) / sqrt(1 - rho^2)       (independent readings: z = e)
 *     log density = log f(z) + log(p) / 2 - log(1 - rho^2) / 2
 *
 * with f the standard density of the family. A right-censored reading (normal errors) says that the signal was at least
 * x: log Phi(-z).
 *
 * Where there is no reading, the error counts as 0 and what scales it as 1, so that nothing is added, in value and
 * gradient, even where the model predicts nothing finite.
 *
 * What is summed along the trajectory is this density, but for independent normal readings whose precision stays the same:
 * there sum (x - m)^2 is enough, since
 *
 *     log likelihood = (number of readings) (log(p) - log(2 pi)) / 2 - p/2 sum (x - m)^2
 */
export function densityTerms(
  graph: Graph,
  residual: Residual,
  terms: ResidualTerms,
  { carriedIndex, censoring, isVarying }: DensityRequest,
): DensityTerms {
  const { signal, prediction } = terms;
  const { apply, constant } = shorthand(graph);
  const mask = graph.input('mask', signal);
  const readings = graph.input('readings', signal);
  const error = apply('subtract', graph.input('observation', signal), prediction);
  const difference = apply('select', mask, error, constant(0));
  const half = constant(0.5);
  const sum = graph.input('sum', signal);
  const sd = deviation(graph, residual, terms);

  if (
    residual.family === 'normal' &&
    terms.correlation === null &&
    !censoring &&
    !isVarying(terms.precision)
  ) {
    const peak = apply(
      'add',
      constant(-0.5 * Math.log(2 * Math.PI)),
      apply('multiply', half, apply('log', terms.precision)),
    );
    const spread = apply('multiply', apply('multiply', half, terms.precision), sum);
    const ofReadings = apply('subtract', apply('multiply', readings, peak), spread);
    return {
      readingTerm: apply('multiply', difference, difference),
      logLikelihood: apply('select', readings, ofReadings, constant(0)),
      carried: null,
      sd,
    };
  }

  const orOne = (term: Term): Term => {
    if (graph.valueOf(term) !== null) return term;
    return apply('select', isVarying(term) ? mask : readings, term, constant(1));
  };
  const precision = orOne(terms.precision);
  const nu = terms.nu === null ? null : orOne(terms.nu);
  const correlation = terms.correlation === null ? null : orOne(terms.correlation);
  let scaled: { readonly square: Term; readonly plain: () => Term };
  let logScale = apply('multiply', half, apply('log', precision));
  let carried: Term | null = null;
  if (correlation === null) {
    // normal errors need only p (x - m)^2, without a square root
    scaled = {
      square: apply('multiply', precision, apply('multiply', difference, difference)),
      plain: () => apply('multiply', apply('sqrt', precision), difference),
    };
  } else {
    const standardised = apply('multiply', apply('sqrt', precision), difference);
    const last = graph.input('carried', carriedIndex);
    const age = apply('divide', graph.input('gap', signal), correlation);
    const decay = apply('negate', apply('max', age, constant(leastAge)));
    const rho = apply('exp', decay);
    // 1 - rho^2, without cancellation between readings that are close
    const remaining = apply('negate', apply('expMinusOne', apply('multiply', constant(2), decay)));
    const innovation = apply('subtract', standardised, apply('multiply', rho, last));
    const z = apply('multiply', innovation, apply('reciprocal', apply('sqrt', remaining)));
    scaled = { square: apply('multiply', z, z), plain: () => z };
    logScale = apply('subtract', logScale, apply('multiply', half, apply('log', remaining)));
    carried = apply('select', mask, standardised, last);
  }
  const density = apply('add', standardDensity(graph, residual, nu, scaled), logScale);
  const reading =
    censoring && residual.family === 'normal'
      ? apply(
          'select',
          graph.input('censored', signal),
          apply('logNormalCdf', apply('negate', scaled.plain())),
          density,
        )
      : density;
  return { readingTerm: apply('multiply', mask, reading), logLikelihood: sum, carried, sd };
}

/** log f(z), f with scale 1. */
function standardDensity(
  graph: Graph,
  residual: Residual,
  nu: Term | null,
  scaled: { readonly square: Term; readonly plain: () => Term },
): Term {
  const { apply, constant } = shorthand(graph);
  const half = constant(0.5);
  switch (residual.family) {
    case 'normal':
      // -log(2 pi)/2 - z^2/2
      return apply(
        'subtract',
        constant(-0.5 * Math.log(2 * Math.PI)),
        apply('multiply', half, scaled.square),
      );
    case 'laplace': {
      // variance 1: b = 1/sqrt 2, -log(2 b) - |z| / b
      const z = scaled.plain();
      const size = apply('max', z, apply('negate', z));
      return apply('subtract', constant(-0.5 * Math.log(2)), apply('multiply', constant(Math.SQRT2), size));
    }
    case 'student': {
      // log Gamma((nu+1)/2) - log Gamma(nu/2) - log(nu pi)/2 - (nu+1)/2 log(1 + z^2/nu)
      const degrees = nu ?? constant(4);
      const upper = apply('multiply', half, apply('add', degrees, constant(1)));
      const normaliser = apply(
        'subtract',
        apply('subtract', apply('logGamma', upper), apply('logGamma', apply('multiply', half, degrees))),
        apply('multiply', half, apply('log', apply('multiply', degrees, constant(Math.PI)))),
      );
      const tail = apply('log', apply('add', constant(1), apply('divide', scaled.square, degrees)));
      return apply('subtract', normaliser, apply('multiply', upper, tail));
    }
  }
}

function deviation(graph: Graph, residual: Residual, { precision, nu }: ResidualTerms): Term {
  const { apply, constant } = shorthand(graph);
  const variance = apply('reciprocal', precision);
  if (residual.family !== 'student' || nu === null) return apply('sqrt', variance);
  // variance nu / (nu - 2) of scale 1; below two degrees of freedom there is none, and the scale is shown
  const excess = apply('subtract', nu, constant(2));
  const factor = apply(
    'select',
    apply('less', constant(0), excess),
    apply('divide', nu, apply('max', excess, constant(1e-9))),
    constant(1),
  );
  return apply('sqrt', apply('multiply', variance, factor));
}

function shorthand(graph: Graph): {
  readonly apply: (operation: string, ...args: readonly Term[]) => Term;
  readonly constant: (value: number) => Term;
} {
  return {
    apply: (operation, ...args) => graph.apply(operation, ...args),
    constant: (value) => graph.constant(value),
  };
}
