import { assert } from '../base/assert.ts';

/**
 * A Runge-Kutta method as its table (J. C. Butcher, 1964):
 *
 *     k_i = f(t + c_i h, y + h sum_j a_ij k_j),   y_next = y + h sum_i b_i k_i,   error = h sum_i e_i k_i
 *
 * `explicit`: a is strictly lower triangular. `diagonallyImplicit`: a has the same gamma on its diagonal, so that each
 * stage is solved alone. A method with `error` weights (b minus those of an embedded method) chooses its own steps.
 */
export interface Method {
  /** As `solver` and `--method` take it: `midpoint`. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'explicit' | 'diagonallyImplicit';
  /** Order of the global error in h. */
  readonly order: number;
  /** [stage][stage up to it]: explicit rows have `stage` entries, implicit ones one more, gamma. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  /** null: steps are given by the grid and the number of sub-steps. */
  readonly error: readonly number[] | null;
  /** Author, year. */
  readonly source: string;
}

/** Checks a table when it is made: shapes, triangular, row sums, consistency. */
export function makeMethod(method: Method): Method {
  const { id, a, b, c, error, kind } = method;
  const stages = b.length;
  const diagonal = kind === 'explicit' ? 0 : 1;
  assert(a.length === stages && c.length === stages, `${id}: a, b, c have equal length`);
  a.forEach((row, stage) => {
    assert(row.length === stage + diagonal, `${id}: row ${stage} has ${stage + diagonal} entries`);
    assert(isNear(sum(row), c[stage]), `${id}: row ${stage} sums to c`);
    if (diagonal === 1) assert(row[stage] === a[0][0], `${id}: gamma is the same in all stages`);
  });
  assert(isNear(sum(b), 1), `${id}: b sums to 1`);
  assert(
    error === null || (error.length === stages && isNear(sum(error), 0)),
    `${id}: error weights sum to 0`,
  );
  return method;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-12;
}
