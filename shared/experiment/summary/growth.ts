import { medianOf } from '../statistics/robust.ts';
import { type GrowthWindow, growthWindow } from './growth-window.ts';
import { noiseAt, type ReadingNoise, readingNoise, roundingShift } from './reading-noise.ts';
import { type Measured, notKnown, type SummaryQuantity } from './summary-row.ts';

/** What a growth curve says before any model; `window` for what else is looked at while the culture grows. */
export interface GrowthSummary {
  readonly window: GrowthWindow | null;
  readonly quantities: readonly (readonly [SummaryQuantity, Measured])[];
}

/** Readings at the start whose mean is the level that a culture starts from. */
const startReadings = 3;
const fewestReadings = 9;
/** Normal quantile of an interval of 95 %. */
const sds = 1.96;

/**
 * Maximal growth rate, doubling time, lag and capacity of a density, [cycle]. Rates are of the logarithm; with the
 * background still in the readings they come out too small, which the note says.
 *
 * - lag: where the steepest line meets the starting level (Zwietering et al., Appl. Environ. Microbiol. 56 (1990) 1875-1881);
 * - doubling time: log(2) / rate;
 * - capacity: the highest mean of a tenth of the readings in a row, reached where it does not rise on after it.
 *
 * @param step from one reading to the next that the signal can show.
 */
export function growthSummary(
  hours: Float64Array,
  levels: Float64Array,
  hasBackground: boolean,
  step = 0,
): GrowthSummary {
  const read = levels.filter((level) => Number.isFinite(level));
  const few = `fewer than ${fewestReadings} readings`;
  if (read.length < fewestReadings) {
    const quantities = (['growthRate', 'doublingTime', 'lag', 'capacity'] as const).map(
      (quantity): readonly [SummaryQuantity, Measured] => [
        quantity,
        notKnown(quantity === 'growthRate' ? '1/h' : 'h', few),
      ],
    );
    return { window: null, quantities };
  }
  const noise = readingNoise(levels, step);
  const window = growthWindow(hours, levels, noise);
  const raw = hasBackground ? 'with background: too small' : '';
  return {
    window,
    quantities: [
      ['growthRate', rateOf(window, hours, raw)],
      ['doublingTime', doublingOf(window, hours, hasBackground ? 'with background: too long' : '')],
      ['lag', lagOf(window, hours, levels, noise, hasBackground)],
      ['capacity', capacityOf(hours, levels, noise)],
    ],
  };
}

const noGrowth = 'no stretch in which it certainly grows';

function rateOf(window: GrowthWindow | null, hours: Float64Array, note: string): Measured {
  if (window === null) return notKnown('1/h', noGrowth);
  const { rate, low, high, r2 } = window;
  return { value: rate, low, high, unit: '1/h', window_h: rangeOf(window, hours), r2, note };
}

function doublingOf(window: GrowthWindow | null, hours: Float64Array, note: string): Measured {
  if (window === null) return notKnown('h', noGrowth);
  const { rate, low, high, r2 } = window;
  const of = (value: number): number => (value > 0 ? Math.LN2 / value : Number.POSITIVE_INFINITY);
  return {
    value: of(rate),
    low: of(high),
    high: of(low),
    unit: 'h',
    window_h: rangeOf(window, hours),
    r2,
    note,
  };
}

function rangeOf({ first, last }: GrowthWindow, hours: Float64Array): readonly [number, number] {
  return [hours[first] ?? Number.NaN, hours[last] ?? Number.NaN];
}

function lagOf(
  window: GrowthWindow | null,
  hours: Float64Array,
  levels: Float64Array,
  noise: ReadingNoise,
  hasBackground: boolean,
): Measured {
  if (window === null) return notKnown('h', noGrowth);
  const first = [...levels.keys()].filter((n) => Number.isFinite(levels[n])).slice(0, startReadings);
  const start = first.reduce((sum, n) => sum + (levels[n] ?? 0), 0) / first.length;
  const startError = Math.max(
    noiseAt(noise, start) / Math.sqrt(first.length),
    roundingShift(noise, start) / sds,
  );
  if (!(start > 2 * startError))
    return notKnown(
      'h',
      'the first readings are not above their noise, so the level it starts from is not known',
    );
  const { rate, low, high, middleLog, middle_h, middleError, r2 } = window;
  const rise = middleLog - Math.log(start);
  const begin = hours[0] ?? 0;
  const value = middle_h - begin - rise / rate;
  // Errors of level and start, and the ends of the rate's interval, which are not symmetric.
  const error = (sds * Math.hypot(middleError, startError / start)) / rate;
  // A culture that grows from the first reading on is above its start already at the middle one of these.
  const grown = ((hours[first.at(-1) ?? 0] ?? begin) - begin) / 2;
  const [ends, steepest] = [rise / low - rise / rate, rise / rate - rise / high].map(Math.abs);
  return {
    value,
    low: value - grown - Math.hypot(error, low > 0 ? (ends ?? 0) : Number.POSITIVE_INFINITY),
    high: value + Math.hypot(error, steepest ?? 0),
    unit: 'h',
    window_h: rangeOf(window, hours),
    r2,
    note: hasBackground ? 'with background: the starting level is not that of the cells' : '',
  };
}

function capacityOf(hours: Float64Array, levels: Float64Array, noise: ReadingNoise): Measured {
  const at = [...levels.keys()].filter((n) => Number.isFinite(levels[n]));
  const length = Math.max(5, Math.round(at.length / 10));
  const meanFrom = (start: number): number =>
    at.slice(start, start + length).reduce((sum, n) => sum + (levels[n] ?? 0), 0) / length;
  let [best, value] = [0, Number.NEGATIVE_INFINITY];
  for (let start = 0; start + length <= at.length; start += 1) {
    const mean = meanFrom(start);
    if (mean > value) [best, value] = [start, mean];
  }
  const window = at.slice(best, best + length);
  const range: readonly [number, number] = [
    hours[window[0] ?? 0] ?? Number.NaN,
    hours[window.at(-1) ?? 0] ?? Number.NaN,
  ];
  // Noise of readings, and what the stretch still moves: neighbouring means lie within that of the highest.
  const error = noiseAt(noise, value) / Math.sqrt(length);
  const half = Math.floor(length / 2);
  const early = medianOf(window.slice(0, half).map((n) => levels[n] ?? 0));
  const late = medianOf(window.slice(-half).map((n) => levels[n] ?? 0));
  const drift = Math.abs(late - early);
  const isLast = best + length >= at.length - 1;
  const rises =
    isLast &&
    late - early > 3 * noiseAt(noise, value) * Math.sqrt(Math.PI / half) &&
    late - early > 0.01 * value;
  const spread = Math.max(Math.hypot(sds * error, drift), roundingShift(noise, value));
  // The highest of several means is high by chance: of ten independent ones by one and a half errors.
  const chosen = 1.5 * error;
  return {
    value,
    low: value - spread - chosen,
    high: rises ? Number.POSITIVE_INFINITY : value + spread,
    unit: '',
    window_h: range,
    r2: null,
    note: rises ? 'still rising at the end: not reached' : '',
  };
}
