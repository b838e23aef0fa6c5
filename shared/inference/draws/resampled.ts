/**
 * Indices of `count` draws, each as often as its weight says, up to less than one: where offset, offset + 1, ... fall among the
 * weights summed up, in units of their sum / count. Weights all 0: the first ones.
 *
 * @param weights 0 or more, [draw].
 * @param offset 0 up to 1.
 */
export function resampled(weights: Float64Array, count: number, offset: number): Int32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = new Int32Array(count);
  if (!(total > 0)) return chosen.map((_, n) => Math.min(n, weights.length - 1));
  let draw = 0;
  let reached = weights[0] ?? 0;
  let last = 0;
  for (let n = 0; n < count; n++) {
    const place = ((n + offset) * total) / count;
    while (reached <= place && draw + 1 < weights.length) {
      draw += 1;
      reached += weights[draw] ?? 0;
    }
    // rounding may lead past the last one that has any weight
    if ((weights[draw] ?? 0) > 0) last = draw;
    chosen[n] = last;
  }
  return chosen;
}
