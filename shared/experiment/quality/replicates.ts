import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import {
  conditionOf,
  counted,
  cyclesOfSignal,
  fewWells,
  isUsed,
  seriesOf,
  wellRole,
} from '../plate-series.ts';
import { medianOf, medianWithout, quantileOf, robustSd, sortedReadings } from '../statistics/robust.ts';
import { evidenceOf, percentWords, proposal, wellNames } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';
import { leapsOf } from './leaps.ts';

/** Deviations of the plate's usual difference between replicates, and the share of the level, that one must be off by. */
const leastDeviations = 6;
const leastShare = 0.2;
/** Differences between replicates from which their usual size is known. */
const fewestDifferences = 8;

/** How far a well lies from its replicates over the whole run. */
interface Distance {
  readonly well: number;
  /** Median over time of the difference from the median of the others, over the level of the condition. */
  readonly share: number;
}

/**
 * Wells with the same device, treatments and factors that disagree. How far replicates usually lie apart is taken from all
 * conditions of the plate, by medians; where a condition has three wells or more, the odd one is named.
 */
export const replicates: QualityCheck = {
  kind: 'replicates',
  title: 'Replicates that disagree',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => {
      const groups = replicateGroups(run);
      return run.signals.flatMap((signal) => findingsOf(plate, run, signal, groups));
    }),
};

/** Wells by condition, two or more each. Samples and controls alike; blanks have a check of their own. */
function replicateGroups(run: PlateRun): readonly (readonly number[])[] {
  const byCondition = new Map<string, number[]>();
  run.wells.forEach((well, index) => {
    const condition = conditionOf(well);
    if (condition === null || !isUsed(well) || wellRole(well) === 'blank' || wellRole(well) === 'empty')
      return;
    const key = `${wellRole(well)} ${condition}`;
    byCondition.set(key, [...(byCondition.get(key) ?? []), index]);
  });
  return [...byCondition.values()].filter((wells) => wells.length > 1);
}

function findingsOf(
  plate: string,
  run: PlateRun,
  signal: PlateSignal,
  groups: readonly (readonly number[])[],
): readonly Finding[] {
  // A well that leaps and stays there has a finding of its own, which says when.
  const leapt = new Set(leapsOf(run, signal).flatMap(({ stays, wells }) => (stays ? wells : [])));
  const distances = groups.map((group) =>
    distancesOf(
      run,
      signal,
      group.filter((well) => !leapt.has(well)),
    ),
  );
  const all = distances.flat().map(({ share }) => share);
  if (all.length < fewestDifferences) return [];
  const usual = robustSd(all, 0);
  const limit = Math.max(leastShare, leastDeviations * usual);
  const cycles = cyclesOfSignal(signal, run.wells.length);
  return distances.flatMap((group): readonly Finding[] => {
    const odd = group.filter(({ share }) => Math.abs(share) > limit);
    if (odd.length === 0) return [];
    const wells = wellNames(
      run,
      group.map(({ well }) => well),
    );
    // Of two, and where half of a condition is odd, nothing says which is right.
    const isClear = group.length > 2 && odd.length * 2 < group.length;
    const named = isClear ? odd : group;
    const most = odd.reduce((a, b) => (Math.abs(b.share) > Math.abs(a.share) ? b : a));
    const names = wellNames(
      run,
      named.map(({ well }) => well),
    );
    const size = percentWords(Math.abs(most.share));
    const device = run.wells[group[0]?.well ?? 0]?.device.trim() ?? '';
    const reason = isClear
      ? `${fewWells(names)} ${names.length === 1 ? 'lies' : 'lie'} ${size} ${most.share > 0 ? 'above' : 'below'} ${counted(group.length - odd.length, 'replicate')} in ${signal.signal}, where replicates of this plate differ by ${percentWords(usual)}`
      : `the replicates ${fewWells(wells)} differ by ${size} in ${signal.signal}, where others of this plate differ by ${percentWords(usual)}`;
    return [
      {
        severity: Math.abs(most.share) > 0.5 ? 'high' : 'medium',
        reason: device === '' ? reason : `${reason} (${device})`,
        plate,
        wells: names,
        signal: signal.signal,
        evidence: named.map(({ well }) => evidenceOf(run, signal, well, 0, cycles - 1)),
        correction: isClear
          ? proposal(plate, { kind: 'excludeWells', wells: names, reason: 'unlike its replicates' })
          : null,
        key: wells.join(),
      },
    ];
  });
}

/** Of a group's wells that were read in the signal; none where fewer than two were. */
function distancesOf(run: PlateRun, signal: PlateSignal, group: readonly number[]): readonly Distance[] {
  const count = run.wells.length;
  const cycles = cyclesOfSignal(signal, count);
  const read = group.filter((well) => seriesOf(signal, count, well).some((value) => Number.isFinite(value)));
  if (read.length < 2) return [];
  const series = read.map((well) => seriesOf(signal, count, well));
  // Over the later half, where a level is: early readings are background and noise.
  const from = Math.floor(cycles / 2);
  const level = Math.abs(medianOf(series.map((values) => quantileOf(values.subarray(from), 0.5))));
  const differences = read.map(() => new Float64Array(cycles - from));
  const column = new Float64Array(read.length);
  for (let cycle = from; cycle < cycles; cycle += 1) {
    for (const [n, values] of series.entries()) column[n] = values[cycle] as number;
    const sorted = sortedReadings(column);
    for (const [n, own] of column.entries())
      (differences[n] as Float64Array)[cycle - from] = own - medianWithout(sorted, own);
  }
  return read.map((well, n) => ({ well, share: medianOf(differences[n] ?? []) / level }));
}
