/** One question about speed or size, and its answer in numbers. A new one is a file beside `index.ts` and a line in it. */
export interface Benchmark {
  /** As `npm run bench -- NAME` takes it; the file's name. */
  readonly name: string;
  readonly summary: string;
  run(): Promise<readonly Measurement[]>;
}

export interface Measurement {
  /** The benchmark's, with a word after a point where there are several: `step.rest`. */
  readonly name: string;
  /** A median, where there are several rounds. */
  readonly value: number;
  /** `x` is a ratio. */
  readonly unit: 'x' | 'ms' | 'MB' | '1/s' | 'relative';
  /** Of ENGINE's table; null: reported only. */
  readonly target: Target | null;
  /** Of the rounds. */
  readonly spread?: { readonly min: number; readonly max: number; readonly rounds: number };
  /** Both sides of a ratio. */
  readonly numerator?: Side;
  readonly denominator?: Side;
  /** What the number does not say: which model was the slowest. */
  readonly note?: string;
}

export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Side {
  /** `javascript, 1 thread`. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

export function isMet(value: number, target: Target): boolean {
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
