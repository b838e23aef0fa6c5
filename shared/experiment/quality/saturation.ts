import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { tokenClass } from '../../plate/tables/reading.ts';
import { gainOf } from '../gain.ts';
import { counted, cyclesOfSignal, isUsed } from '../plate-series.ts';
import { binomialTail } from '../statistics/binomial.ts';
import { medianOf } from '../statistics/robust.ts';
import { evidenceOf, proposal, wellNames, whenWords } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Probability at most that equal readings at the top of a signal are chance. */
const leastSurprise = 1e-4;
/** Steps of the signal's resolution in its noise, below which readings are equal anyhow. */
const fewestSteps = 3;

/**
 * Readings at a detector's end: words that say so, and numbers that pile up at the largest one of a signal. Where n
 * readings are equal to the largest and c others lie within the noise below it, k steps of the resolution, then without an
 * end the top step would hold a share of 1 / (k + 1) of them at most, for readings thin out towards the largest.
 */
export const saturation: QualityCheck = {
  kind: 'saturation',
  title: 'Saturated readings',
  find: (plates) => {
    const ceilings = new Map<string, Set<number>>();
    const found = plates.map(({ run }) =>
      run.signals.map((signal) => {
        const top = ceiling(run, signal);
        if (top !== null) ceilings.set(keyOf(signal), (ceilings.get(keyOf(signal)) ?? new Set()).add(top));
        return top;
      }),
    );
    return plates.flatMap(({ plate, run }, p) =>
      run.signals.flatMap((signal, s) => {
        const [largest] = topReadings(run, signal);
        const known = ceilings.get(keyOf(signal));
        // An end that shows on another plate of the same signal and gain is this one's too.
        const top = found[p]?.[s] ?? (largest !== undefined && known?.has(largest) ? largest : null);
        return findingOf(plate, run, signal, top) ?? [];
      }),
    );
  },
};

function keyOf(signal: PlateSignal): string {
  return JSON.stringify([signal.signal, signal.unit, gainOf(signal)]);
}

/** The largest reading of wells that are used, and how often it was read. */
function topReadings(run: PlateRun, signal: PlateSignal): readonly [number, number] | readonly [] {
  let [top, count] = [Number.NEGATIVE_INFINITY, 0];
  forUsed(run, signal, (value) => {
    if (value > top) [top, count] = [value, 1];
    else if (value === top) count += 1;
  });
  return count === 0 ? [] : [top, count];
}

function forUsed(run: PlateRun, signal: PlateSignal, each: (value: number, at: number) => void): void {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  run.wells.forEach((well, w) => {
    if (!isUsed(well)) return;
    for (let at = w * cycles; at < (w + 1) * cycles; at += 1) {
      const value = signal.values[at] ?? Number.NaN;
      if (Number.isFinite(value)) each(value, at);
    }
  });
}

/** The number at which readings pile up; null: they do not. */
function ceiling(run: PlateRun, signal: PlateSignal): number | null {
  const [top, count] = topReadings(run, signal);
  if (top === undefined || count === undefined || count < 2) return null;
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const steps: number[] = [];
  const upper = new Set<number>();
  forUsed(run, signal, (value, at) => {
    if (!(value > top / 2)) return;
    upper.add(value);
    const before = at % cycles === 0 ? Number.NaN : (signal.values[at - 1] ?? Number.NaN);
    if (value !== top || before !== top) steps.push(Math.abs(value - before));
  });
  const resolution = finest([...upper].sort((a, b) => a - b));
  const noise = medianOf(steps.filter((step) => step > 0));
  const within = Math.floor(noise / resolution);
  if (!(within >= fewestSteps)) return null;
  let close = 0;
  forUsed(run, signal, (value) => {
    if (value < top && value >= top - within * resolution) close += 1;
  });
  return binomialTail(count, count + close, 1 / (within + 1)) < leastSurprise ? top : null;
}

/** The smallest step between neighbours in size. */
function finest(sorted: readonly number[]): number {
  let step = Number.POSITIVE_INFINITY;
  for (let n = 1; n < sorted.length; n += 1) {
    const gap = (sorted[n] ?? 0) - (sorted[n - 1] ?? 0);
    // Rounding of decimals is no step.
    if (gap > 1e-9 * Math.abs(sorted[n] ?? 0) && gap < step) step = gap;
  }
  return step;
}

function findingOf(plate: string, run: PlateRun, signal: PlateSignal, top: number | null): Finding | null {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const isOver = (at: number): boolean => {
    const token = signal.tokens.get(at);
    return token !== undefined && Number.isNaN(signal.values[at]) && tokenClass(token) === 'saturated';
  };
  let [words, numbers] = [0, 0];
  const perWell = new Map<number, number[]>();
  run.wells.forEach((well, w) => {
    if (!isUsed(well)) return;
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const at = w * cycles + cycle;
      const [over, isTop] = [isOver(at), top !== null && signal.values[at] === top];
      if (!over && !isTop) continue;
      if (over) words += 1;
      else numbers += 1;
      perWell.set(w, [...(perWell.get(w) ?? []), cycle]);
    }
  });
  if (perWell.size === 0) return null;
  const evidence = [...perWell].map(([well, at]) =>
    evidenceOf(run, signal, well, at[0] ?? 0, at.at(-1) ?? 0),
  );
  const [first] = [...perWell].sort(([, a], [, b]) => (a[0] ?? 0) - (b[0] ?? 0));
  const since =
    cycles > 1 && first !== undefined
      ? `, from ${whenWords(signal, run.wells.length, first[0], first[1][0] ?? 0)} on`
      : '';
  const told = [
    ...(numbers > 0 && top !== null
      ? [`${counted(numbers, 'reading')} at ${shortNumber(top)}, its largest value`]
      : []),
    ...(words > 0 ? [`${counted(words, 'word')} for “too much” in place of a number`] : []),
  ];
  return {
    severity: 'high',
    reason:
      `${counted(perWell.size, 'well')} saturate in ${signal.signal}${since}: ${told.join(' and ')}`.replace(
        /^1 well saturate/,
        '1 well saturates',
      ),
    plate,
    wells: wellNames(run, perWell.keys()),
    signal: signal.signal,
    evidence,
    correction: proposal(plate, { kind: 'censor', signal: signal.signal, limit: top }),
    key: '',
  };
}
