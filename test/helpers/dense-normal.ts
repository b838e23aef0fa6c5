/** log N(deviation; 0, covariance) by Cholesky, nats; NaN where the covariance is not positive definite. */
export function denseLogDensity(
  deviation: readonly number[],
  covariance: readonly (readonly number[])[],
): number {
  const size = deviation.length;
  const factor = deviation.map(() => new Float64Array(size));
  const solved = new Float64Array(size);
  let total = -0.5 * size * Math.log(2 * Math.PI);
  for (let i = 0; i < size; i++) {
    const row = factor[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const other = factor[j] as Float64Array;
      let sum = covariance[i]?.[j] ?? Number.NaN;
      for (let k = 0; k < j; k++) sum -= (row[k] as number) * (other[k] as number);
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] as number);
    }
    let rest = deviation[i] ?? Number.NaN;
    for (let k = 0; k < i; k++) rest -= (row[k] as number) * (solved[k] as number);
    solved[i] = rest / (row[i] as number);
    total -= Math.log(row[i] as number) + 0.5 * (solved[i] as number) ** 2;
  }
  return total;
}
