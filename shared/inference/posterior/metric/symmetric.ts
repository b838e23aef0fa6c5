/** Small dense symmetric matrices, row-major [n, n]; loops in fixed order, so that results are the same everywhere. */

/** Lower L with L L' = A, rows above the diagonal 0; null: A is not positive definite. */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0 && Number.isFinite(sum)) l[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** L^-1 b in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** L'^-1 b in place. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** L'^-1 as a matrix: upper, its product with its transpose is A^-1. */
export function inverseTransposed(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    solveUpper(l, n, column);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i];
  }
  return inverse;
}

/** A B of two square matrices. */
export function squareProduct(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const left = a[i * n + k];
      if (left === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] += left * b[k * n + j];
    }
  }
  return out;
}

export interface Eigen {
  /** [k]. */
  readonly values: Float64Array;
  /** Column k belongs to value k. */
  readonly vectors: Float64Array;
}

/** Cyclic Jacobi rotations (C. G. J. Jacobi 1846; as in Golub & Van Loan, Matrix Computations, 8.5). */
export function eigen(symmetric: Float64Array, n: number): Eigen {
  const a = symmetric.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  let scale = 0;
  for (const value of a) scale += value * value;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q] ** 2;
    if (off <= 1e-28 * scale) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, { p, q });
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors };
}

function rotate(
  a: Float64Array,
  vectors: Float64Array,
  n: number,
  { p, q }: { readonly p: number; readonly q: number },
): void {
  const apq = a[p * n + q];
  if (apq === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, c, s);
}

function turn(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = values[i];
  const y = values[j];
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}

/**
 * The matrix with every eigenvalue at least `floor`; a negative one is turned to its size. How many were below is `raised`.
 * Not finite: the floor times the identity.
 */
export function withFloor(
  symmetric: Float64Array,
  n: number,
  floor: number,
): { readonly matrix: Float64Array; readonly raised: number } {
  const matrix = new Float64Array(n * n);
  if (!symmetric.every(Number.isFinite)) {
    for (let i = 0; i < n; i++) matrix[i * n + i] = floor;
    return { matrix, raised: n };
  }
  const { values, vectors } = eigen(symmetric, n);
  let raised = 0;
  for (let k = 0; k < n; k++) {
    const value = values[k] < floor ? Math.max(floor, Math.abs(values[k])) : values[k];
    if (values[k] < floor) raised++;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) matrix[i * n + j] += value * vectors[i * n + k] * vectors[j * n + k];
    }
  }
  return { matrix, raised };
}

/** The symmetric power of a positive definite matrix: its eigenvalues raised to it. */
export function power(symmetric: Float64Array, n: number, exponent: number): Float64Array {
  const { values, vectors } = eigen(symmetric, n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const value = values[k] ** exponent;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) out[i * n + j] += value * vectors[i * n + k] * vectors[j * n + k];
    }
  }
  return out;
}

/**
 * The geometric mean of C and G^-1, both positive definite: the T for which T G T = C,
 * G^-1/2 (G^1/2 C G^1/2)^1/2 G^-1/2 (R. Bhatia, Positive Definite Matrices, 2007, chapter 4).
 */
export function geometricMean(c: Float64Array, g: Float64Array, n: number): Float64Array {
  const root = power(g, n, 0.5);
  const inverse = power(g, n, -0.5);
  const middle = power(squareProduct(squareProduct(root, c, n), root, n), n, 0.5);
  return squareProduct(squareProduct(inverse, middle, n), inverse, n);
}
