/**
 * Arguments of a call lie on its stack: `list.push(...others)` and `Math.max(...numbers)` end in a RangeError where others
 * are a hundred thousand. These do the same with lists of any length.
 */

/** Adds all to the end. */
export function pushAll<T>(list: T[], others: Iterable<T>): void {
  for (const other of others) list.push(other);
}

/** The largest, `least` at least; NaN among them is passed over. */
export function largest(numbers: Iterable<number>, least: number): number {
  let most = least;
  for (const number of numbers) if (number > most) most = number;
  return most;
}

/** The smallest, `most` at most; NaN among them is passed over. */
export function lowest(numbers: Iterable<number>, most: number): number {
  let least = most;
  for (const number of numbers) if (number < least) least = number;
  return least;
}
