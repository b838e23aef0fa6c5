import type { Measurement } from './benchmark.ts';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}

/** Median and extremes of rounds, as a measurement states them. */
export function spreadOf(values: readonly number[]): Required<Pick<Measurement, 'value' | 'spread'>> {
  return {
    value: median(values),
    spread: { min: Math.min(...values), max: Math.max(...values), rounds: values.length },
  };
}
