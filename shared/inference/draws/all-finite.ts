/** Anything not finite makes the sum so; the sum of finite gradients does not overflow. Two sums wait less than one. */
export function allFinite(values: Float64Array, from: number, to: number): boolean {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 2 <= to; i += 2) {
    even += values[i];
    odd += values[i + 1];
  }
  if (i < to) even += values[i];
  return Number.isFinite(even) && Number.isFinite(odd);
}
