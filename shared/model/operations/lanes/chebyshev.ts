/**
 * Polynomial that agrees with f at the zeros of the Chebyshev polynomial of the next degree on [-1, 1], which is close to
 * the best polynomial of its degree (P. L. Chebyshev 1854; Trefethen 2013, ch. 3): c_k = (2 - [k = 0]) / N sum_j f(x_j)
 * T_k(x_j). Coefficients of powers, from the highest down.
 */
export function chebyshevPolynomial(f: (x: number) => number, degree: number): readonly number[] {
  const count = degree + 1;
  const angles = Array.from({ length: count }, (_, j) => (Math.PI * (j + 0.5)) / count);
  const values = angles.map((angle) => f(Math.cos(angle)));
  const sum: number[] = new Array(count).fill(0);
  let last: readonly number[] = [];
  let current: readonly number[] = [1];
  for (let k = 0; k < count; k++) {
    const products = values.map((value, j) => value * Math.cos(k * (angles[j] as number)));
    const weight = ((k === 0 ? 1 : 2) / count) * products.reduce((total, product) => total + product, 0);
    current.forEach((coefficient, power) => {
      sum[power] = (sum[power] as number) + weight * coefficient;
    });
    // T_1 = x, then T_(k+1) = 2 x T_k - T_(k-1)
    const factor = k === 0 ? 1 : 2;
    const next = [0, ...current].map((_, power) => factor * (current[power - 1] ?? 0) - (last[power] ?? 0));
    last = current;
    current = next;
  }
  return sum.reverse();
}
