import { assert } from '../base/assert.ts';

/**
 * An explicit Runge-Kutta method as its table (J. C. Butcher, 1964):
 *
 *     k_i = f(t + c_i h, y + h sum_{j<i} a_ij k_j),   y_next = y + h sum_i b_i k_i
 */
export interface Method {
  /** As `solver` and `--method` take it: `midpoint`. */
  readonly id: string;
  readonly title: string;
  /** Order of the global error in h. */
  readonly order: number;
  /** Strictly lower triangular, [stage][earlier stage]. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  /** Author, year. */
  readonly source: string;
}

/** Checks a table when it is made: shapes, strictly lower triangular, row sums, consistency. */
export function makeMethod(method: Method): Method {
  const stages = method.b.length;
  assert(method.a.length === stages && method.c.length === stages, `${method.id}: a, b, c have equal length`);
  method.a.forEach((row, stage) => {
    assert(row.length === stage, `${method.id}: row ${stage} of an explicit table has ${stage} entries`);
    assert(isNear(sum(row), method.c[stage] as number), `${method.id}: row ${stage} sums to c`);
  });
  assert(isNear(sum(method.b), 1), `${method.id}: b sums to 1`);
  return method;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-14;
}
