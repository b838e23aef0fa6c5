import { largest } from '../base/lists.ts';
import type { PlateSignal } from '../plate/plate-run.ts';
import { readingState } from './plate-series.ts';
import type { SelectedWell } from './selected-well.ts';
import { timeGrid } from './time-grid.ts';

/** Readings of one well as they are, each at its own time. */
export interface WellSeries {
  /** Hours, ascending: the union of the signals' times and of `changes`. */
  readonly times_h: Float64Array;
  /** [signal, time], in the file's unit; 0 where the mask is 0. */
  readonly observations: Float64Array;
  /** 1 where the signal has a reading at that time, 2 where it was at least the observation (saturated), else 0, [signal, time]. */
  readonly mask: Uint8Array;
}

/**
 * A well was read at a cycle where the cycle has a time for it, with or without a number: one that stands for no number
 * (`OVRFLW`) is a time without a reading, so that a well begins where it began.
 *
 * @param signals in spec order, with times; null: the file has none by this name, which leaves it without readings.
 * @param changes hours at which something is added, within the readings or not.
 */
export function wellSeries(
  { index, source }: SelectedWell,
  signals: readonly (PlateSignal | null)[],
  changes: readonly number[],
  grids: GridCache,
): WellSeries {
  const read = signals.map((signal) => (signal === null ? null : timesOf(signal, index)));
  const lists = read.map((each) => each?.times_h ?? new Float64Array(0));
  const own = signals.every((signal) => signal?.wellTimes_s === undefined) && changes.length === 0;
  const grid = own ? grids.of(source, lists) : timeGrid([...lists, within(lists, changes)]);
  const length = grid.times_h.length;
  const observations = new Float64Array(signals.length * length);
  const mask = new Uint8Array(observations.length);
  signals.forEach((signal, s) => {
    const cycles = read[s]?.cycles;
    if (signal === null || cycles === undefined) return;
    const count = signal.time_s?.length ?? 0;
    grid.placesOf(lists[s] ?? new Float64Array(0)).forEach((place, n) => {
      const reading = readingState(signal, index * count + (cycles[n] ?? 0));
      if (reading.kind === 'missing') return;
      const isRead = reading.kind === 'read';
      // A word for “too much” says that it was more than anything the plate has a number for.
      const value = isRead ? reading.value : (reading.least ?? largestOf(signal));
      if (!Number.isFinite(value)) return;
      observations[s * length + place] = value;
      mask[s * length + place] = isRead ? 1 : 2;
    });
  });
  return { times_h: grid.times_h, observations, mask };
}

/** Of a signal's numbers, each signal looked at once. */
function largestOf(signal: PlateSignal): number {
  const value = known.get(signal) ?? largest(signal.values, Number.NEGATIVE_INFINITY);
  known.set(signal, value);
  return value;
}

const known = new WeakMap<PlateSignal, number>();

/** Grids of plates all of whose wells have the same times: made once, and one array for all of them. */
export interface GridCache {
  of(source: object, lists: readonly Float64Array[]): ReturnType<typeof timeGrid>;
}

export function gridCache(): GridCache {
  const grids = new Map<object, ReturnType<typeof timeGrid>>();
  return {
    of(source, lists) {
      const grid = grids.get(source) ?? timeGrid(lists);
      grids.set(source, grid);
      return grid;
    },
  };
}

/** Cycles at which the well was read, and their hours. */
function timesOf(
  { time_s, wellTimes_s }: PlateSignal,
  well: number,
): { readonly cycles: Int32Array; readonly times_h: Float64Array } {
  const count = time_s?.length ?? 0;
  const times_s = wellTimes_s?.subarray(well * count, (well + 1) * count) ?? time_s ?? new Float64Array(0);
  const cycles = Int32Array.from(times_s.keys()).filter((cycle) => Number.isFinite(times_s[cycle]));
  return { cycles, times_h: Float64Array.from(cycles, (cycle) => (times_s[cycle] ?? 0) / 3600) };
}

/** Those changes that come while the well is read. */
function within(lists: readonly Float64Array[], changes: readonly number[]): Float64Array {
  const bounds = lists.reduce(
    ({ first, last }, times) => ({
      first: times.reduce((least, time) => Math.min(least, time), first),
      last: times.reduce((most, time) => Math.max(most, time), last),
    }),
    { first: Infinity, last: -Infinity },
  );
  const kept = changes.filter((time) => time >= bounds.first && time <= bounds.last);
  return Float64Array.from(new Set(kept));
}
