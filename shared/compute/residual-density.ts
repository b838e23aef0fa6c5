import type { Residual } from '../model/model.ts';
import type { Term } from '../model/operations/operation.ts';
import { type Graph, shorthand } from './graph.ts';
import { lastingError, withoutIdle } from './lasting-error.ts';
import type { ResidualTerms } from './residual-terms.ts';

export interface DensityTerms {
  /** What a reading adds to the sum of its signal; 0 where there is none. */
  readonly readingTerm: Term;
  /** Log likelihood of all the signal's readings, nats, from that sum. */
  readonly logLikelihood: Term;
  /** What to carry to the next reading of this signal; empty: independent readings. */
  readonly carried: readonly Term[];
  /** Standard deviation of a reading about the prediction, a discrepancy included. */
  readonly sd: Term;
}

export interface DensityRequest {
  /** Number of the first `carried` input that is free. */
  readonly carriedFrom: number;
  readonly censoring: boolean;
  /** Whether a term changes along a trajectory. */
  readonly isVarying: (term: Term) => boolean;
}

/**
 * log density of one reading x with prediction m and precision p (INFERENCE.md, 5):
 *
 *     e = sqrt(p) (x - m)
 *     rho = exp(-gap / tau),  z = (e - rho e_last) / sqrt(1 - rho^2)       (independent readings: z = e)
 *     log density = log f(z) + log(p) / 2 - log(1 - rho^2) / 2
 *
 * with f the standard density of the family. With a white share or a discrepancy, beside normal errors, z and what stands for
 * 1 - rho^2 are those of a filter (`lasting-error.ts`).
 *
 * A right-censored reading (normal errors) says that the signal was at least x: log Phi(-z). Readings after it take it for x.
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
  family: Residual['family'],
  stated: ResidualTerms,
  { carriedFrom, censoring, isVarying }: DensityRequest,
): DensityTerms {
  const terms = withoutIdle(graph, stated);
  const { signal, prediction } = terms;
  const { apply, constant } = shorthand(graph);
  const mask = graph.input('mask', signal);
  const readings = graph.input('readings', signal);
  const error = apply('subtract', graph.input('observation', signal), prediction);
  const difference = apply('select', mask, error, constant(0));
  const half = constant(0.5);
  const sum = graph.input('sum', signal);
  const sd = deviation(graph, family, terms);

  if (
    family === 'normal' &&
    terms.correlation === null &&
    terms.discrepancy === null &&
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
      carried: [],
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
  let carried: readonly Term[] = [];
  if (correlation === null && terms.discrepancy === null) {
    // normal errors need only p (x - m)^2, without a square root
    scaled = {
      square: apply('multiply', precision, apply('multiply', difference, difference)),
      plain: () => apply('multiply', apply('sqrt', precision), difference),
    };
  } else {
    const { discrepancy } = terms;
    const {
      innovation,
      variance,
      carried: told,
    } = lastingError(graph, {
      signal,
      carriedFrom,
      difference,
      rootPrecision: apply('sqrt', precision),
      correlation,
      whiteShare: terms.whiteShare === null ? null : orOne(terms.whiteShare),
      discrepancy: discrepancy === null ? null : { sd: orOne(discrepancy.sd), time: orOne(discrepancy.time) },
    });
    const z = apply('multiply', innovation, apply('reciprocal', apply('sqrt', variance)));
    scaled = { square: apply('multiply', z, z), plain: () => z };
    logScale = apply('subtract', logScale, apply('multiply', half, apply('log', variance)));
    carried = told.map((term, index) =>
      apply('select', mask, term, graph.input('carried', carriedFrom + index)),
    );
  }
  const density = apply('add', standardDensity(graph, family, nu, scaled), logScale);
  const reading =
    censoring && family === 'normal'
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
  family: Residual['family'],
  nu: Term | null,
  scaled: { readonly square: Term; readonly plain: () => Term },
): Term {
  const { apply, constant } = shorthand(graph);
  const half = constant(0.5);
  switch (family) {
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

function deviation(
  graph: Graph,
  family: Residual['family'],
  { precision, nu, discrepancy }: ResidualTerms,
): Term {
  const { apply, constant } = shorthand(graph);
  const variance = apply('reciprocal', precision);
  if (discrepancy !== null)
    return apply('sqrt', apply('add', variance, apply('multiply', discrepancy.sd, discrepancy.sd)));
  if (family !== 'student' || nu === null) return apply('sqrt', variance);
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
