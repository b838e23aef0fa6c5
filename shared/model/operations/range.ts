/**
 * Where a number lies, whichever precision a kernel computes in: what is certain of a quantity before anything runs. An
 * infinite limit says that it may be infinite; limits beyond what float32 holds count as infinite, and those that float32
 * would round to 0 as 0.
 *
 * Kernels need it where a reverse sweep multiplies: nothing times a slope that may be infinite has to be watched, nothing
 * times one that cannot costs one product (`compute/differentiate.ts`).
 */
export interface Range {
  readonly lower: number;
  readonly upper: number;
  /** Whether it may be NaN. */
  readonly nan: boolean;
}

/** A little inside float32: exp stops being finite half a power of two early. */
const largest = 1e38;
const smallest = 1e-37;

/** Any finite number, as states, parameters and doses are. */
export const finite: Range = { lower: -largest, upper: largest, nan: false };
export const anything: Range = { lower: -Infinity, upper: Infinity, nan: true };

export function range(lower: number, upper: number, nan = false): Range {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return anything;
  return { lower: rounded(lower, -1), upper: rounded(upper, 1), nan };
}

/** Away from where the range is: outwards where too large, to 0 where too small. */
function rounded(limit: number, outwards: 1 | -1): number {
  const size = Math.abs(limit);
  if (size > largest) return limit * outwards > 0 ? outwards * Infinity : Math.sign(limit) * largest;
  return size < smallest && limit * outwards < 0 ? 0 : limit;
}

export function isBounded({ lower, upper, nan }: Range): boolean {
  return !nan && lower >= -largest && upper <= largest;
}

/** What holds of a finite number as well. */
export function withinFinite({ lower, upper }: Range): Range {
  return { lower: Math.max(lower, -largest), upper: Math.min(upper, largest), nan: false };
}

/** Of a function that never falls. */
export function rising(value: (a: number) => number): (a: Range) => Range {
  return ({ lower, upper, nan }) => range(value(lower), value(upper), nan);
}

/** One or the other. */
export function either(a: Range, b: Range): Range {
  return range(Math.min(a.lower, b.lower), Math.max(a.upper, b.upper), a.nan || b.nan);
}

export function negated({ lower, upper, nan }: Range): Range {
  return range(-upper, -lower, nan);
}

/** Sums of finite numbers count as finite: those that overflow are made of numbers that do so next. */
export function sum(a: Range, b: Range): Range {
  const opposed =
    (a.upper === Infinity && b.lower === -Infinity) || (a.lower === -Infinity && b.upper === Infinity);
  const total = range(a.lower + b.lower, a.upper + b.upper, a.nan || b.nan || opposed);
  return isBounded(a) && isBounded(b) ? withinFinite(total) : total;
}

/** Where one factor is 0 and the other infinite, the product is NaN; at the limits it then counts as 0. */
export function product(a: Range, b: Range): Range {
  const corners = [a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper].map(
    (corner) => (Number.isNaN(corner) ? 0 : corner),
  );
  const lost = (hasZero(a) && !isBounded(b)) || (hasZero(b) && !isBounded(a));
  return range(Math.min(...corners), Math.max(...corners), a.nan || b.nan || lost);
}

export function inverse(a: Range): Range {
  return hasZero(a) ? range(-Infinity, Infinity, a.nan) : range(1 / a.upper, 1 / a.lower, a.nan);
}

function hasZero({ lower, upper }: Range): boolean {
  return lower <= 0 && upper >= 0;
}
