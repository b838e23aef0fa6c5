import { expect, test } from 'vitest';
import { fillNormals } from '../../../../../shared/base/random.ts';
import {
  cholesky,
  eigen,
  geometricMean,
  inverseTransposed,
  solveLower,
  solveUpper,
  squareProduct,
  withFloor,
} from '../../../../../shared/inference/posterior/metric/symmetric.ts';

const n = 7;

/** A A' + I of normals. */
function positive(): Float64Array {
  const a = new Float64Array(n * n);
  fillNormals({ seed: 3, purpose: 'test', step: 0, individual: 0 }, a);
  const square = squareProduct(a, transposed(a), n);
  for (let i = 0; i < n; i++) square[i * n + i] = (square[i * n + i] ?? 0) + 1;
  return square;
}

function transposed(a: Float64Array): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)] ?? 0);
}

function expectClose(one: Float64Array, other: Float64Array): void {
  one.forEach((value, at) => {
    expect(value).toBeCloseTo(other[at] ?? Number.NaN, 9);
  });
}

test('the Cholesky factor times its transpose is the matrix; it solves', () => {
  const a = positive();
  const l = cholesky(a, n);
  if (l === null) throw new Error('it is positive definite');
  expectClose(squareProduct(l, transposed(l), n), a);
  const b = Float64Array.from({ length: n }, (_, i) => i - 2);
  const x = b.slice();
  solveLower(l, n, x);
  solveUpper(l, n, x);
  const back = b.map((_, i) => x.reduce((sum, value, j) => sum + (a[i * n + j] ?? 0) * value, 0));
  expectClose(back, b);
  const root = inverseTransposed(l, n);
  const identity = squareProduct(squareProduct(root, transposed(root), n), a, n);
  expectClose(
    identity,
    identity.map((_, at) => (at % (n + 1) === 0 ? 1 : 0)),
  );
});

test('what is not positive definite has no factor', () => {
  const a = positive();
  a[n + 1] = -1;
  expect(cholesky(a, n)).toBeNull();
});

test('eigenvectors diagonalise', () => {
  const a = positive();
  const { values, vectors } = eigen(a, n);
  const diagonal = new Float64Array(n * n);
  values.forEach((value, k) => {
    diagonal[k * n + k] = value;
  });
  expectClose(squareProduct(squareProduct(vectors, diagonal, n), transposed(vectors), n), a);
});

test('a floor raises what is below it and nothing else', () => {
  const a = positive();
  const { values } = eigen(a, n);
  const middle = [...values].sort((one, other) => one - other)[3] ?? 0;
  const { matrix, raised } = withFloor(a, n, middle + 1e-9);
  expect(raised).toBe(4);
  expect(Math.min(...eigen(matrix, n).values)).toBeCloseTo(middle, 6);
  expectClose(withFloor(a, n, 1e-6).matrix, a);
  expect(
    withFloor(
      a.map(() => Number.NaN),
      n,
      1,
    ).raised,
  ).toBe(n);
});

test('the geometric mean T of C and G^-1 has T G T = C; of a matrix and itself inverted it is that matrix', () => {
  const c = positive();
  const g = positive().map((value, at) => value + (at % (n + 1) === 0 ? 2 : 0));
  const mean = geometricMean(c, g, n);
  expectClose(squareProduct(squareProduct(mean, g, n), mean, n), c);
  const l = cholesky(c, n);
  if (l === null) throw new Error('it is positive definite');
  const root = inverseTransposed(l, n);
  expectClose(geometricMean(c, squareProduct(root, transposed(root), n), n), c);
});
