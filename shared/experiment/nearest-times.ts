/**
 * Index of the reading nearest to each grid time, the first one on a tie; indices may repeat. Where a time is repeated in
 * the grid and among the readings, each of its readings is taken once. Both ascending; [grid].
 */
export function nearestTimes(grid: Float64Array, times: Float64Array): Int32Array {
  const nearestOf = Int32Array.from(grid, (time) => {
    let nearest = 0;
    let smallest = Number.POSITIVE_INFINITY;
    times.forEach((candidate, index) => {
      const distance = Math.abs(candidate - time);
      if (distance < smallest) [nearest, smallest] = [index, distance];
    });
    return nearest;
  });
  for (let n = 1; n < grid.length; n += 1) {
    const next = (nearestOf[n - 1] ?? 0) + 1;
    if (grid[n] === grid[n - 1] && times[next] === grid[n]) nearestOf[n] = next;
  }
  return nearestOf;
}
