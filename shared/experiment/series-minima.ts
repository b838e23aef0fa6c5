import type { Individual } from './experiment.ts';

/** Subtracts from every series its own minimum over its times, in place, and notes it among the backgrounds. */
export function subtractMinima(
  individuals: readonly Individual[],
  signals: number,
  round: (value: number) => number = (value) => value,
): void {
  for (const { observations, mask, backgrounds, times_h } of individuals) {
    const times = times_h.length;
    for (let s = 0; s < signals; s += 1) {
      let minimum = Number.POSITIVE_INFINITY;
      for (let at = s * times; at < (s + 1) * times; at += 1) {
        if (mask[at] !== 0) minimum = Math.min(minimum, observations[at] ?? minimum);
      }
      if (minimum === Number.POSITIVE_INFINITY) continue;
      backgrounds[s] = minimum;
      for (let at = s * times; at < (s + 1) * times; at += 1) {
        if (mask[at] !== 0) observations[at] = round((observations[at] ?? 0) - minimum);
      }
    }
  }
}
