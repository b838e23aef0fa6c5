/** Index of the reading nearest to each grid time, the first one on a tie; indices may repeat. [grid]. */
export function nearestTimes(grid: Float64Array, times: Float64Array): Int32Array {
  return Int32Array.from(grid, (time) => {
    let nearest = 0;
    let smallest = Number.POSITIVE_INFINITY;
    times.forEach((candidate, index) => {
      const distance = Math.abs(candidate - time);
      if (distance < smallest) [nearest, smallest] = [index, distance];
    });
    return nearest;
  });
}
