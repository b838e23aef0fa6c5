import { pushAll } from '../base/lists.ts';
import type { Term } from '../model/operations/operation.ts';
import type { ErrorProcess } from './error-processes.ts';
import { type Graph, shorthand } from './graph.ts';

/** What a reading is beside what those before it said of its error. */
export interface FilterTerms {
  /** Reading less its expectation. */
  readonly innovation: Term;
  /** Its variance. */
  readonly variance: Term;
  /** What is known of the processes after the reading, [carried]: means, then covariances row by row up to the diagonal. */
  readonly carried: readonly Term[];
}

interface Reading {
  /** What is read: the sum of the processes' first coordinates, each times its loading, and white noise. */
  readonly value: Term;
  /** Variance of the white noise. */
  readonly white: Term;
  /** Number of the first `carried` input of this signal. */
  readonly carriedFrom: number;
}

/**
 * One step of a Kalman filter (R. E. Kalman 1960), from the last reading of a signal to this one. Before the first reading
 * what is carried is 0, and the gap so long that the processes are at rest.
 *
 * Covariances after the reading are not differences of what was before and what it told, which cancel where it told nearly all.
 * With H loadings, R white, S = R + H P H^T:
 *
 *     P_ij - (P H)_i (P H)_j / S = (R P_ij + sum_kl H_k H_l (P_ij P_kl - P_ik P_jl)) / S,
 *
 * where terms with k = j or l = i are 0 and left out: of one coordinate R P / S remains.
 */
export function filterTerms(graph: Graph, processes: readonly ErrorProcess[], reading: Reading): FilterTerms {
  const { apply, constant } = shorthand(graph);
  const { value, white, carriedFrom } = reading;
  const zero = constant(0);
  const sum = (terms: readonly Term[]): Term =>
    terms.reduce<Term>((total, term) => apply('add', total, term), zero);
  const times = (a: Term, b: Term): Term => apply('multiply', a, b);

  const { transition, added, loadings } = stacked(graph, processes);
  const all = [...loadings.keys()];
  const carriedMean = all.map((i) => graph.input('carried', carriedFrom + i));
  const before = all.map((i) =>
    all.map((j) => graph.input('carried', carriedFrom + loadings.length + place(i, j))),
  );
  const mean = all.map((i) => sum(all.map((j) => times(transition[i][j], carriedMean[j]))));
  const moved = all.map((i) => all.map((j) => sum(all.map((k) => times(transition[i][k], before[k][j])))));
  // computed once for i, j and j, i
  const covariance = symmetric(all, (i, j) =>
    apply('add', sum(all.map((k) => times(moved[i][k], transition[j][k]))), added[i][j]),
  );
  const gain = all.map((i) => sum(all.map((k) => times(covariance[i][k], loadings[k]))));
  const variance = apply('add', sum(all.map((i) => times(loadings[i], gain[i]))), white);
  const innovation = apply('subtract', value, sum(all.map((i) => times(loadings[i], mean[i]))));
  const share = apply('reciprocal', variance);
  const pull = times(innovation, share);
  const carried = all.map((i) => apply('add', mean[i], times(gain[i], pull)));
  const after = symmetric(all, (i, j) => {
    const pairs = all
      .filter((k) => k !== j)
      .flatMap((k) => all.filter((l) => l !== i).map((l): readonly [number, number] => [k, l]));
    const told = pairs.map(([k, l]) =>
      times(
        times(loadings[k], loadings[l]),
        apply(
          'subtract',
          times(covariance[i][j], covariance[k][l]),
          times(covariance[i][k], covariance[j][l]),
        ),
      ),
    );
    return times(apply('add', times(white, covariance[i][j]), sum(told)), share);
  });
  for (const i of all) pushAll(carried, after[i].slice(0, i + 1));
  return { innovation, variance, carried };
}

/** Where a covariance stands among those that are carried. */
function place(i: number, j: number): number {
  const [high, low] = i < j ? [j, i] : [i, j];
  return (high * (high + 1)) / 2 + low;
}

function symmetric(all: readonly number[], of: (i: number, j: number) => Term): readonly (readonly Term[])[] {
  const lower = all.map((i) => all.slice(0, i + 1).map((j) => of(i, j)));
  return all.map((i) => all.map((j) => (i < j ? lower[j][i] : lower[i][j])));
}

/** Independent processes as one, with blocks of zeros between them. */
function stacked(
  graph: Graph,
  processes: readonly ErrorProcess[],
): Pick<ErrorProcess, 'transition' | 'added'> & { readonly loadings: readonly Term[] } {
  const zero = graph.constant(0);
  const rows = processes.flatMap(({ loading, ...blocks }, process) =>
    blocks.transition.map((_, row) => ({ process, row, ...blocks, loading: row === 0 ? loading : zero })),
  );
  const matrix = (name: 'transition' | 'added'): readonly (readonly Term[])[] =>
    rows.map((one) =>
      rows.map((other) => (one.process === other.process ? one[name][one.row][other.row] : zero)),
    );
  return {
    transition: matrix('transition'),
    added: matrix('added'),
    loadings: rows.map(({ loading }) => loading),
  };
}
