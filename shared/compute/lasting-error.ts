import type { Term } from '../model/operations/operation.ts';
import {
  decayTerm,
  type ErrorProcess,
  exponentialProcess,
  remainingTerm,
  smoothProcess,
} from './error-processes.ts';
import { type FilterTerms, filterTerms } from './filter-terms.ts';
import { type Graph, shorthand } from './graph.ts';
import type { ResidualTerms } from './residual-terms.ts';

interface LastingRequest
  extends Pick<ResidualTerms, 'signal' | 'correlation' | 'whiteShare' | 'discrepancy'> {
  /** Number of the first `carried` input that is free. */
  readonly carriedFrom: number;
  /** Reading less prediction. */
  readonly difference: Term;
  readonly rootPrecision: Term;
}

/**
 * What of a standardised error e = sqrt(p) (x - m) the readings before it did not tell, where something in it lasts:
 *
 *     e = a + sqrt(w) white + sqrt(p) discrepancy,    a of variance 1 - w, correlated by exp(-gap / tau).
 *
 * Of a alone the reading before tells all there is to know, the error of the reading itself.
 */
export function lastingError(graph: Graph, request: LastingRequest): FilterTerms {
  const { apply, constant } = shorthand(graph);
  const { signal, carriedFrom, difference, rootPrecision, correlation, whiteShare, discrepancy } = request;
  const value = apply('multiply', rootPrecision, difference);
  if (correlation !== null && whiteShare === null && discrepancy === null) {
    const last = graph.input('carried', carriedFrom);
    const decay = decayTerm(graph, graph.input('gap', signal), correlation);
    const rho = apply('exp', decay);
    const variance = remainingTerm(graph, decay);
    return {
      innovation: apply('subtract', value, apply('multiply', rho, last)),
      variance,
      carried: [value],
    };
  }
  const gap = graph.input('gap', signal);
  const processes: ErrorProcess[] = [];
  if (correlation !== null) {
    const lasting = whiteShare === null ? constant(1) : apply('subtract', constant(1), whiteShare);
    processes.push(exponentialProcess(graph, gap, correlation, lasting));
  }
  if (discrepancy !== null) {
    const loading = apply('multiply', rootPrecision, discrepancy.sd);
    processes.push(smoothProcess(graph, gap, discrepancy.time, loading));
  }
  const white = whiteShare ?? constant(correlation === null ? 1 : 0);
  return filterTerms(graph, processes, { value, white, carriedFrom });
}

/** Without what says nothing: a white share of 0; and without correlation where all of an error is white. */
export function withoutIdle(graph: Graph, terms: ResidualTerms): ResidualTerms {
  if (terms.whiteShare === null) return terms;
  const share = graph.apply('clamp', terms.whiteShare, graph.constant(0), graph.constant(1));
  switch (graph.valueOf(share)) {
    case 0:
      return { ...terms, whiteShare: null };
    case 1:
      return { ...terms, whiteShare: null, correlation: null };
    default:
      return { ...terms, whiteShare: share };
  }
}
