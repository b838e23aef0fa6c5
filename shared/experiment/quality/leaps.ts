import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { cyclesOfSignal, hoursOf, isKinetic, isUsed, seriesOf } from '../plate-series.ts';
import { binomialTail } from '../statistics/binomial.ts';
import { medianInPlace, medianOf, quantileOf, robustSd, sdPerDeviation } from '../statistics/robust.ts';

/** Readings that leap from one cycle to the next, at one time, in one well or in many. */
export interface Leap {
  /** From 0: of the first reading after the leap. */
  readonly cycle: number;
  /** Of the last cycle that leaps, where several in a row do. */
  readonly last: number;
  /** Wells that leap, by index into the run's. */
  readonly wells: readonly number[];
  /** Median over them of the leap over the level before: -0.2 is a fall by a fifth. */
  readonly share: number;
  /** The same less what they change in that time anyway. */
  readonly net: number;
  /** The readings go on from where they leapt to. */
  readonly stays: boolean;
  /** Of several wells at one time; else of one by itself. */
  readonly isShared: boolean;
}

/** Readings on each side from which a well's slope and noise are known. */
const reach = 8;
const fewestReadings = 10;
/** Deviations of a well's own noise for a leap among many wells, and for one by itself. */
const amongMany = 6;
const alone = 15;
/** A leap by itself must move its level by this share and stay, or it is an outlier's affair. */
const shareAlone = 0.25;
/** A leap among many wells moves their level by this share: less harms nothing. */
const leastShare = 0.01;
/** Wells at one cycle from which on they are one leap. */
export const fewestWells = 3;
/** Chance at most that so many wells leap at one cycle each by itself, over all cycles of a signal. */
const leastChance = 1e-4;
/** Deviations, among all cycles, of the median leap of all wells; and the wells it takes. */
const togetherDeviations = 10;
const togetherWells = 12;

/** Leap of each well at each cycle, in deviations of its own noise, NaN where it cannot be said. */
interface Leaps {
  readonly deviations: Float64Array;
  /** In the signal's unit. */
  readonly sizes: Float64Array;
  readonly cycles: number;
  readonly wells: readonly number[];
}

/**
 * All leaps of a signal. A change is compared with the well's median slope over its neighbours in time, and with the robust
 * spread of their changes, so growth, decay and heavy noise are none; what leaps in several wells at one cycle is one leap.
 */
export function leapsOf(run: PlateRun, signal: PlateSignal): readonly Leap[] {
  if (!isKinetic(signal)) return [];
  const before = known.get(signal);
  if (before?.run === run) return before.leaps;
  const measured = measure(run, signal);
  const many = leapsOfMany(run, signal, measured);
  const taken = new Set(many.flatMap(({ cycle, last }) => rangeOf(cycle, last)));
  const leaps = [...many, ...leapsAlone(run, signal, measured, taken)]
    .filter((leap) => !isCurve(run, signal, leap))
    .sort((a, b) => a.cycle - b.cycle);
  known.set(signal, { run, leaps });
  return leaps;
}

/** Two checks ask for the leaps of the same signal. */
const known = new WeakMap<PlateSignal, { readonly run: PlateRun; readonly leaps: readonly Leap[] }>();

function rangeOf(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

function measure(run: PlateRun, signal: PlateSignal): Leaps {
  const count = run.wells.length;
  const cycles = cyclesOfSignal(signal, count);
  const deviations = new Float64Array(signal.values.length).fill(Number.NaN);
  const sizes = deviations.slice();
  const wells = run.wells.flatMap((well, w) => (isUsed(well) ? [w] : []));
  const finest = finestStep(signal.values, cycles);
  // Of each cycle: its change from the one before and how long that took; NaN where it has none.
  const [changes, steps] = [new Float64Array(cycles), new Float64Array(cycles)];
  const [slopes, spreads] = [new Float64Array(2 * reach + 1), new Float64Array(2 * reach + 1)];
  for (const w of wells) {
    const series = seriesOf(signal, count, w);
    if (series.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0) < fewestReadings) continue;
    const hours = hoursOf(signal, count, w);
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      changes[cycle] = cycle === 0 ? Number.NaN : (series[cycle] as number) - (series[cycle - 1] as number);
      steps[cycle] =
        hours === null || cycle === 0 ? 1 : (hours[cycle] as number) - (hours[cycle - 1] as number);
    }
    for (let cycle = 1; cycle < cycles; cycle += 1) {
      const own = changes[cycle] as number;
      if (!Number.isFinite(own)) continue;
      // As many neighbours at the ends of the run, all on one side: fewer would know the noise less well.
      const from = Math.max(1, Math.min(cycle - reach, cycles - 1 - 2 * reach));
      const to = Math.min(cycles - 1, from + 2 * reach);
      let near = 0;
      for (let at = from; at <= to; at += 1) {
        if (!isNear(at, cycle, changes, steps)) continue;
        slopes[near] = (changes[at] as number) / (steps[at] as number);
        near += 1;
      }
      if (near < reach - 2) continue;
      const slope = medianInPlace(slopes, near);
      near = 0;
      for (let at = from; at <= to; at += 1) {
        if (!isNear(at, cycle, changes, steps)) continue;
        spreads[near] = Math.abs((changes[at] as number) - slope * (steps[at] as number));
        near += 1;
      }
      const spread = Math.max(finest, sdPerDeviation * medianInPlace(spreads, near));
      const size = own - slope * Math.max(0, steps[cycle] as number);
      sizes[w * cycles + cycle] = size;
      deviations[w * cycles + cycle] = size / spread;
    }
  }
  return { deviations, sizes, cycles, wells };
}

/** Whether a cycle speaks for the one looked at: the reading before and after take part in its leap. */
function isNear(at: number, cycle: number, changes: Float64Array, steps: Float64Array): boolean {
  return Math.abs(at - cycle) > 1 && (steps[at] as number) > 0 && Number.isFinite(changes[at]);
}

/** The smallest change from one reading to the next: the noise of an instrument that counts, where most are equal. */
function finestStep(values: Float64Array, cycles: number): number {
  let finest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < values.length; at += 1) {
    if (at % cycles === 0) continue;
    const [now, before] = [values[at] as number, values[at - 1] as number];
    const step = Math.abs(now - before);
    if (step > 1e-9 * Math.abs(now) && step < finest) finest = step;
  }
  return Number.isFinite(finest) ? finest : 0;
}

function leapsOfMany(run: PlateRun, signal: PlateSignal, leaps: Leaps): readonly Leap[] {
  const { deviations, cycles, wells } = leaps;
  let [large, judged] = [0, 0];
  for (const deviation of deviations) {
    if (Number.isNaN(deviation)) continue;
    judged += 1;
    if (Math.abs(deviation) > amongMany) large += 1;
  }
  if (judged === 0) return [];
  // Heavy tails make large deviations usual: a leap is more of them at one cycle than these make.
  const usual = Math.max(1e-4, large / judged);
  const medians = Array.from({ length: cycles }, (_, cycle) =>
    medianOf(wells.map((w) => deviations[w * cycles + cycle] ?? Number.NaN)),
  );
  const spread = robustSd(medians);
  const found: number[] = [];
  const together = new Set<number>();
  const atCycle = (cycle: number): readonly number[] =>
    wells.filter((w) => Math.abs(deviations[w * cycles + cycle] ?? 0) > amongMany);
  for (let cycle = 1; cycle < cycles; cycle += 1) {
    const leaping = atCycle(cycle);
    const read = wells.filter((w) => !Number.isNaN(deviations[w * cycles + cycle])).length;
    const isMany =
      leaping.length >= fewestWells && binomialTail(leaping.length, read, usual) < leastChance / cycles;
    const shift = medians[cycle] ?? 0;
    const isTogether = read >= togetherWells && Math.abs(shift) > Math.max(1, togetherDeviations * spread);
    if (!isMany && !isTogether) continue;
    found.push(cycle);
    if (isTogether) together.add(cycle);
  }
  const leapsFound = joined(found).map(({ cycle, last }) => {
    const isTogether = rangeOf(cycle, last).some((each) => together.has(each));
    const leaping = wells.filter((w) =>
      rangeOf(cycle, last).some((each) => {
        const deviation = deviations[w * cycles + each] ?? Number.NaN;
        return (
          Math.abs(deviation) >
          (isTogether ? Math.min(amongMany, Math.abs(medians[each] ?? 0) / 2) : amongMany)
        );
      }),
    );
    const leap = leapOf(run, signal, leaping, { cycle, last, isShared: true });
    return isTogether ? leap : leapOf(run, signal, alike(run, signal, leap), leap);
  });
  return leapsFound.filter(({ share }) => Math.abs(share) >= leastShare);
}

/** Sizes of a leap that many wells share, over its median, within which a well belongs to it. */
const leastAlike = 0.25;
export const mostAlike = 4;

/** Wells of a leap that leap about as far as most of them: others were far off at that time by chance, or for a reason of their own. */
function alike(run: PlateRun, signal: PlateSignal, leap: Leap): readonly number[] {
  const near = leap.wells.filter((well) => {
    const ratio = leapOf(run, signal, [well], leap).share / leap.share;
    return ratio >= leastAlike && ratio <= mostAlike;
  });
  return near.length >= fewestWells ? near : leap.wells;
}

/** Cycles in a row are one leap: up at one and down at the next. */
function joined(found: readonly number[]): readonly { readonly cycle: number; readonly last: number }[] {
  const ranges: { cycle: number; last: number }[] = [];
  for (const cycle of found) {
    const before = ranges.at(-1);
    if (before !== undefined && cycle - before.last <= 1) before.last = cycle;
    else ranges.push({ cycle, last: cycle });
  }
  return ranges;
}

function leapsAlone(
  run: PlateRun,
  signal: PlateSignal,
  { deviations, cycles, wells }: Leaps,
  taken: ReadonlySet<number>,
): readonly Leap[] {
  const found: Leap[] = [];
  for (const w of wells) {
    for (let cycle = 1; cycle < cycles; cycle += 1) {
      if (!(Math.abs(deviations[w * cycles + cycle] as number) > alone) || taken.has(cycle)) continue;
      const leap = leapOf(run, signal, [w], { cycle, last: cycle, isShared: false });
      const isStep = leap.stays && Math.abs(leap.share) > shareAlone;
      if (isStep && standsOut(seriesOf(signal, run.wells.length, w), cycle)) found.push(leap);
    }
  }
  return found;
}

/** Readings on each side of a leap by itself, and how far apart they must lie in standard deviations of either side. */
const sideReach = 5;
const sideDeviations = 3;

/** Whether the readings before and after are two levels: single wild readings, of which counts near 0 are full, are none. */
function standsOut(series: Float64Array, cycle: number): boolean {
  const [before, after] = [
    series.subarray(Math.max(0, cycle - sideReach), cycle),
    series.subarray(cycle, cycle + sideReach),
  ];
  if (after.length < levelReach || before.length < levelReach) return false;
  const [low, high] = [before, after].map(meanAndSd);
  if (low === undefined || high === undefined) return false;
  return Math.abs(high.mean - low.mean) > sideDeviations * Math.max(low.sd, high.sd);
}

function meanAndSd(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const read = values.filter((value) => Number.isFinite(value));
  const mean = read.reduce((sum, value) => sum + value, 0) / read.length;
  const squares = read.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, read.length - 1)) };
}

/** Changes on each side with which those of a leap are compared, and how far beyond them, in their own size, still is a curve. */
const curveReach = 2;
const curveMargin = 0.15;
/** From one cycle to the next no culture's changes grow by more. */
const mostGrowth = 2;
/** Cycles over which the changes of the other side are followed. */
const mostOnwards = 4;

/**
 * Whether the changes of a leap lie between those before and those after it: growth that sets in, or is exponential and read
 * coarsely, changes from cycle to cycle as its neighbours do; a leap does not. Medians over the wells, so that noise counts little.
 */
function isCurve(run: PlateRun, signal: PlateSignal, { cycle, last, wells }: Leap): boolean {
  const rate = (at: number): number =>
    medianOf(
      wells.map((w) => {
        const series = seriesOf(signal, run.wells.length, w);
        const hours = hoursOf(signal, run.wells.length, w);
        const step = hours === null ? 1 : (hours[at] ?? Number.NaN) - (hours[at - 1] ?? Number.NaN);
        return ((series[at] ?? Number.NaN) - (series[at - 1] ?? Number.NaN)) / step;
      }),
    );
  const near = (from: number, way: number): readonly number[] => {
    const [one, next] = Array.from({ length: curveReach }, (_, n) => rate(from + way * n));
    return [one, next].flatMap((each) => (each !== undefined && Number.isFinite(each) ? [each] : []));
  };
  const [before, after] = [near(cycle - 1, -1), near(last + 1, 1)];
  if (before.length < curveReach && after.length < curveReach) return false;
  // Where one side has none, as at the first cycle, the other one goes on: along its line, or as exponential growth does.
  const far = Math.min(last - cycle + 1, mostOnwards);
  const onwards = ([one = Number.NaN, next = Number.NaN]: readonly number[]): readonly number[] => {
    const growth = one / next > 0 && one / next < mostGrowth ? one / next : Number.NaN;
    return [one + far * (one - next), one * growth ** far].filter(Number.isFinite);
  };
  const around = [
    ...[...before, ...after],
    ...(before.length < curveReach ? onwards(after) : []),
    ...(after.length < curveReach ? onwards(before) : []),
  ];
  const least = around.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const most = around.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  const margin = curveMargin * Math.max(Math.abs(least), Math.abs(most));
  return rangeOf(cycle, last).every((at) => {
    const own = rate(at);
    return own >= least - margin && own <= most + margin;
  });
}

/** Readings before and after whose medians are the levels that a leap goes between. */
const levelReach = 3;

/** Median change from one cycle to the next on both sides of a leap; 0 where there is none. */
function trendAround(series: Float64Array, cycle: number, last: number): number {
  const changes: number[] = [];
  for (let n = 1; n <= levelReach; n += 1)
    for (const at of [cycle - n, last + 1 + n]) {
      const change = (series[at] ?? Number.NaN) - (series[at - 1] ?? Number.NaN);
      if (Number.isFinite(change)) changes.push(change);
    }
  return changes.length === 0 ? 0 : medianOf(changes);
}

function leapOf(
  run: PlateRun,
  signal: PlateSignal,
  wells: readonly number[],
  at: Pick<Leap, 'cycle' | 'last' | 'isShared'>,
): Leap {
  const { cycle, last, isShared } = at;
  const shares = wells.map((w) => {
    const series = seriesOf(signal, run.wells.length, w);
    const [begin, end] = [Math.max(0, cycle - levelReach), Math.max(cycle + 1, last)];
    const before = medianOf(series.subarray(begin, cycle));
    const leaping = medianOf(series.subarray(cycle, end));
    const after = medianOf(series.subarray(last + 1, last + 1 + levelReach));
    const size = leaping - before;
    // From the middle of the readings before to that of the leap it changes so much anyway.
    const anyway = (trendAround(series, cycle, last) * (end - begin)) / 2;
    // Of readings about 0 the level says nothing.
    const range = quantileOf(series, 0.95) - quantileOf(series, 0.05);
    // The level after lies nearer to that of the leap than to the one before.
    const stays = Math.abs(after - leaping) < Math.abs(after - before) && size !== 0;
    const level = Math.max(Math.abs(before), range / 20);
    return { share: size / level, net: (size - anyway) / level, stays };
  });
  return {
    ...{ cycle, last, isShared },
    wells,
    share: medianOf(shares.map(({ share }) => share)),
    net: medianOf(shares.map(({ net }) => net)),
    stays: shares.filter(({ stays }) => stays).length * 2 > shares.length,
  };
}
