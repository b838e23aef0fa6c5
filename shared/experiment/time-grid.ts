/** The grid on which an individual is solved. */
export interface TimeGrid {
  /** Hours, ascending; a time stands as often as the list that repeats it most. */
  readonly times_h: Float64Array;
  /** Index in `times_h` of each of a list's times; the n-th 1 of a list is the n-th 1 of the grid. */
  placesOf(times: Float64Array): Int32Array;
}

/** The union of lists of hours in any order. */
export function timeGrid(lists: readonly Float64Array[]): TimeGrid {
  const counts = new Map<number, number>();
  for (const times of lists) {
    for (const [time, count] of countsOf(times)) counts.set(time, Math.max(count, counts.get(time) ?? 0));
  }
  const times_h = Float64Array.from(
    [...counts].flatMap(([time, count]) => new Array<number>(count).fill(time)),
  ).sort();
  const firstOf = new Map<number, number>();
  for (let n = times_h.length - 1; n >= 0; n--) firstOf.set(times_h[n] ?? 0, n);
  const placesOf = (times: Float64Array): Int32Array => {
    const seen = new Map<number, number>();
    return Int32Array.from(times, (time) => {
      const before = seen.get(time) ?? 0;
      seen.set(time, before + 1);
      return (firstOf.get(time) ?? 0) + before;
    });
  };
  return { times_h, placesOf };
}

function countsOf(times: Float64Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
  return counts;
}
