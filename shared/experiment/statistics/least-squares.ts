/** A fitted line, plane or polynomial: what multiplies each column, and how uncertain that is. */
export interface LeastSquares {
  /** [column] */
  readonly coefficients: Float64Array;
  /** [column, column], row-major, of the coefficients, with the residual variance of this fit in it. */
  readonly covariance: Float64Array;
  /** The same for a residual variance of 1. */
  readonly unitCovariance: Float64Array;
  /** Weighted, divided by the degrees of freedom; NaN where there are none. */
  readonly residualVariance: number;
  readonly degreesOfFreedom: number;
  /** Share of the weighted variance of y about its weighted mean that the fit explains. */
  readonly r2: number;
}

/**
 * Weighted linear least squares by the normal equations, for a handful of columns of similar size. `columns` [column][row],
 * `y` [row], `weights` [row] (left out: 1). null: the columns do not determine the coefficients.
 */
export function leastSquares(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): LeastSquares | null {
  const [rows, size] = [y.length, columns.length];
  if (rows < size) return null;
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let row = 0; row < rows; row += 1) {
    const weight = weightOf(row);
    for (let a = 0; a < size; a += 1) {
      const x = weight * at(columns[a], row);
      right[a] = (right[a] as number) + x * at(y, row);
      for (let b = 0; b < size; b += 1)
        normal[a * size + b] = (normal[a * size + b] as number) + x * at(columns[b], row);
    }
  }
  const inverse = inverted(normal, size);
  if (inverse === null) return null;
  const coefficients = product(inverse, right);
  let [sum, squares, mean, total] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    mean += weightOf(row) * at(y, row);
    total += weightOf(row);
  }
  mean /= total;
  for (let row = 0; row < rows; row += 1) {
    let fitted = 0;
    for (let a = 0; a < size; a += 1) fitted += (coefficients[a] as number) * at(columns[a], row);
    sum += weightOf(row) * (at(y, row) - fitted) ** 2;
    squares += weightOf(row) * (at(y, row) - mean) ** 2;
  }
  const degreesOfFreedom = rows - size;
  const residualVariance = degreesOfFreedom === 0 ? Number.NaN : sum / degreesOfFreedom;
  const covariance = inverse.map((value) => value * residualVariance);
  return {
    coefficients,
    covariance,
    unitCovariance: inverse,
    residualVariance,
    degreesOfFreedom,
    r2: 1 - sum / squares,
  };
}

function at(values: ArrayLike<number> | undefined, index: number): number {
  return values?.[index] ?? Number.NaN;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < size; column += 1)
      sum += at(matrix, row * size + column) * at(vector, column);
    return sum;
  });
}

/** Gauss-Jordan with pivots; null: singular within rounding. */
export function inverted(matrix: Float64Array, size: number): Float64Array | null {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let n = 0; n < size; n += 1) right[n * size + n] = 1;
  // Of each row by its own diagonal: columns of very different size are not taken for dependent.
  const scale = Float64Array.from({ length: size }, (_, n) => Math.sqrt(Math.abs(at(matrix, n * size + n))));
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(at(left, row * size + column)) > Math.abs(at(left, pivot * size + column))) pivot = row;
    const value = at(left, pivot * size + column);
    if (!(Math.abs(value) > 1e-13 * at(scale, pivot) * at(scale, column))) return null;
    for (const half of [left, right]) {
      for (let n = 0; n < size; n += 1) {
        const kept = at(half, column * size + n);
        half[column * size + n] = at(half, pivot * size + n) / value;
        if (pivot !== column) half[pivot * size + n] = kept;
      }
    }
    for (let row = 0; row < size; row += 1) {
      const factor = row === column ? 0 : at(left, row * size + column);
      if (factor === 0) continue;
      for (const half of [left, right])
        for (let n = 0; n < size; n += 1)
          half[row * size + n] = at(half, row * size + n) - factor * at(half, column * size + n);
    }
  }
  return right;
}
