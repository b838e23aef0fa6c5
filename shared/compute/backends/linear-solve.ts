/**
 * LU decomposition with partial pivoting of a small dense matrix, in place, [row, column] row-major.
 *
 * @returns false for a singular matrix.
 */
export function decompose(matrix: Float64Array, size: number, pivots: Int32Array): boolean {
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(matrix[i * size + k]) > Math.abs(matrix[pivot * size + k])) pivot = i;
    }
    pivots[k] = pivot;
    const largest = matrix[pivot * size + k];
    if (!(Math.abs(largest) > 0)) return false;
    if (pivot !== k) {
      for (let j = 0; j < size; j++) {
        const held = matrix[k * size + j];
        matrix[k * size + j] = matrix[pivot * size + j];
        matrix[pivot * size + j] = held;
      }
    }
    for (let i = k + 1; i < size; i++) {
      const factor = matrix[i * size + k] / largest;
      matrix[i * size + k] = factor;
      for (let j = k + 1; j < size; j++) matrix[i * size + j] -= factor * matrix[k * size + j];
    }
  }
  return true;
}

/** Solves A x = b in place, A decomposed. */
export function solveLinear(lu: Float64Array, size: number, pivots: Int32Array, b: Float64Array): void {
  for (let k = 0; k < size; k++) {
    const pivot = pivots[k];
    const held = b[k];
    b[k] = b[pivot];
    b[pivot] = held;
    for (let i = k + 1; i < size; i++) b[i] -= lu[i * size + k] * b[k];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) b[i] -= lu[i * size + j] * b[j];
    b[i] /= lu[i * size + i];
  }
}

/** Solves A^T x = b in place, A decomposed. */
export function solveTransposed(lu: Float64Array, size: number, pivots: Int32Array, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) b[i] -= lu[j * size + i] * b[j];
    b[i] /= lu[i * size + i];
  }
  for (let k = size - 1; k >= 0; k--) {
    for (let i = k + 1; i < size; i++) b[k] -= lu[i * size + k] * b[i];
    const pivot = pivots[k];
    const held = b[k];
    b[k] = b[pivot];
    b[pivot] = held;
  }
}
