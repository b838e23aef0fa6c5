import type { Problem } from '../../base/problem.ts';
import type { Individual } from '../../experiment/experiment.ts';
import { nearestTimes } from '../../experiment/nearest-times.ts';
import type { NamedRun } from '../../experiment/selected-well.ts';

/**
 * Whether each time of a grid has a reading near it: not further than half of the longer step beside it, so that no reading stands for
 * another one's time.
 */
export function isNearGrid(grid: Float64Array, times_h: Float64Array): boolean {
  if (times_h.length === 0) return false;
  const nearest = nearestTimes(grid, times_h);
  return grid.every((time, n) => {
    const before = n === 0 ? 0 : time - grid[n - 1];
    const after = n === grid.length - 1 ? 0 : grid[n + 1] - time;
    return Math.abs(times_h[nearest[n]] - time) <= 0.5 * Math.max(before, after) + 1e-6;
  });
}

/** Runs that were not read at the times of a grid which all wells must have. */
export function otherGrids(
  grid: Float64Array,
  signals: readonly string[],
  runs: readonly NamedRun[],
): Problem[] {
  return runs.flatMap(({ file, run }): readonly Problem[] => {
    const timed = run.signals.find(({ signal, time_s }) => signals.includes(signal) && time_s !== null);
    const times = timed?.time_s?.map((time) => time / 3600) ?? null;
    if (times === null || isNearGrid(grid, times)) return [];
    const remedy = 'Fit with --preprocessing wells --posterior nuts, where every well has its own times.';
    return [gridProblem(grid, times, { remedy, place: { file } })];
  });
}

/** Wells that a fit’s encoder, which knows one grid, cannot read. */
export function unreadWells(grid: Float64Array, wells: readonly Individual[]): readonly Problem[] {
  const other = wells.find(({ times_h }) => !isNearGrid(grid, times_h));
  if (other === undefined) return [];
  const remedy =
    'Fit with --posterior nuts, which takes any times, or fit plates of several grids together, so that the encoder learns of them.';
  return [gridProblem(grid, other.times_h, { remedy, place: { where: `well ${other.id}` } })];
}

function gridProblem(
  grid: Float64Array,
  times_h: Float64Array,
  said: Pick<Problem, 'remedy' | 'place'>,
): Problem {
  const message = `read ${spanText(times_h)}, and the wells of the fit ${spanText(grid)}: not every time of the fit has a reading near it`;
  return { code: 'predict.timeGrid', severity: 'error', message, ...said };
}

function spanText(times_h: Float64Array): string {
  const hours = (time: number | undefined): string => String(Number((time ?? 0).toPrecision(4)));
  return `${times_h.length} times from ${hours(times_h[0])} to ${hours(times_h.at(-1))} h`;
}

/** A well as an encoder that knows one grid reads it: at each of its times the nearest reading. */
export function onGrid(well: Individual, grid: Float64Array): Individual {
  const { times_h, observations, mask } = well;
  const nearest = nearestTimes(grid, times_h);
  const signals = mask.length / times_h.length;
  const at = (n: number): number => Math.floor(n / grid.length) * times_h.length + nearest[n % grid.length];
  return {
    ...well,
    times_h: grid,
    observations: Float64Array.from({ length: signals * grid.length }, (_, n) => observations[at(n)]),
    mask: Uint8Array.from({ length: signals * grid.length }, (_, n) => mask[at(n)]),
  };
}
