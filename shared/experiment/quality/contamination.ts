import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { isDensity } from '../density.ts';
import { cyclesOfSignal, isKinetic, seriesOf, wellsOfRole } from '../plate-series.ts';
import { medianOf, noiseSd, quantileOf } from '../statistics/robust.ts';
import { blockMedians } from './blocks.ts';
import { evidenceOf, proposal, wellNames, whenWords } from './evidence.ts';
import type { Evidence, Finding, QualityCheck } from './flag.ts';

/** Deviations of the well's noise that growth must rise by: the chance of white noise is nil, drift is what is guarded against. */
const leastDeviations = 10;
/** Growth rises by this share of what the samples rise by, or of the well's own level; drift of a blank stays below. */
const shareOfSamples = 0.05;
const shareOfLevel = 0.3;
/** And by this many times what the other blanks rise by, where there are any: all of them drift alike. */
const timesOthers = 3;

/** A blank that grows. */
export interface GrownBlank {
  /** Index into the run's wells. */
  readonly well: number;
  readonly signal: PlateSignal;
  /** In the signal's unit: before and after. */
  readonly from: number;
  readonly to: number;
  /** From 0: from here on it reads more than its noise explains. */
  readonly cycle: number;
}

/** Growth where nothing was to grow: in blanks and empty wells, by the optical density. */
export const contamination: QualityCheck = {
  kind: 'contamination',
  title: 'Contamination',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => {
      const grown = contaminatedBlanks(run);
      const blanks = wellsOfRole(run, 'blank');
      const isOfAll = blanks.length > 1 && blanks.every((blank) => grown.some(({ well }) => well === blank));
      const each = isOfAll ? grown.filter(({ well }) => !blanks.includes(well)) : grown;
      const findings = each.map((one) => findingOf(plate, run, one));
      return isOfAll ? [allBlanks(plate, run, blanks, grown), ...findings] : findings;
    }),
};

function findingOf(plate: string, run: PlateRun, grown: GrownBlank): Finding {
  const { well, signal, from, to, cycle } = grown;
  const name = run.wells[well]?.well ?? '';
  const since = whenWords(signal, run.wells.length, well, cycle);
  return {
    severity: 'high',
    reason: `the ${run.wells[well]?.role} ${name} grows: ${signal.signal} rises from ${shortNumber(from)} to ${shortNumber(to)}, from ${since} on`,
    plate,
    wells: [name],
    signal: signal.signal,
    evidence: [evidenceOfGrowth(run, grown)],
    correction: proposal(plate, { kind: 'excludeWells', wells: [name], reason: 'contaminated' }),
    key: name,
  };
}

/** Where no blank stays clean, wells that hold cells were likely called blanks: one finding, and no well to take out. */
function allBlanks(
  plate: string,
  run: PlateRun,
  blanks: readonly number[],
  grown: readonly GrownBlank[],
): Finding {
  const own = grown.filter(({ well }) => blanks.includes(well));
  const most = own.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
  const name = run.wells[most.well]?.well ?? '';
  return {
    severity: 'high',
    reason: `all ${blanks.length} blanks grow, most of all ${name}: ${most.signal.signal} rises from ${shortNumber(most.from)} to ${shortNumber(most.to)}; the layout may name other wells than the blanks, or the medium is contaminated`,
    plate,
    wells: wellNames(run, blanks),
    signal: most.signal.signal,
    evidence: own.map((one) => evidenceOfGrowth(run, one)),
    correction: null,
    key: 'all',
  };
}

function evidenceOfGrowth(run: PlateRun, { well, signal, cycle }: GrownBlank): Evidence {
  return evidenceOf(run, signal, well, cycle, cyclesOfSignal(signal, run.wells.length) - 1);
}

/** Several checks ask for the grown blanks of the same plate, signal after signal. */
const known = new WeakMap<PlateRun, readonly GrownBlank[]>();

/** Blanks and empty wells that grow, each by the first optical density that shows it. */
export function contaminatedBlanks(run: PlateRun): readonly GrownBlank[] {
  const blanks = known.get(run) ?? grownBlanks(run);
  known.set(run, blanks);
  return blanks;
}

function grownBlanks(run: PlateRun): readonly GrownBlank[] {
  const wells = [...wellsOfRole(run, 'blank'), ...wellsOfRole(run, 'empty')];
  const densities = run.signals.filter((signal) => isKinetic(signal) && isDensity(signal));
  const found = new Map<number, GrownBlank>();
  for (const signal of densities) {
    const samples = wellsOfRole(run, 'sample').map((well) => riseOf(run, signal, well)?.rise ?? Number.NaN);
    const usual = medianOf(samples.filter((rise) => rise > 0));
    const rises = new Map(
      wells.flatMap((well) => {
        const rise = riseOf(run, signal, well);
        return rise === null ? [] : [[well, rise] as const];
      }),
    );
    for (const [well, { rise, from }] of rises) {
      const noise = noiseSd(seriesOf(signal, run.wells.length, well));
      const others = [...rises].flatMap(([other, each]) => (other === well ? [] : [each.rise]));
      const drift = others.length === 0 ? 0 : Math.max(0, quantileOf(others, 0.5));
      const least = Number.isNaN(usual)
        ? shareOfLevel * Math.abs(from)
        : Math.min(shareOfLevel * Math.abs(from), shareOfSamples * usual);
      // Half of the blanks or more may be contaminated: what more than doubles is no drift.
      const isGrowth = rise > timesOthers * drift || rise > Math.abs(from);
      if (!(rise > Math.max(least, leastDeviations * noise)) || !isGrowth || found.has(well)) continue;
      const series = seriesOf(signal, run.wells.length, well);
      const cycle = series.findIndex((value) => value > from + 5 * noise && value > from + rise / 10);
      found.set(well, { well, signal, from, to: from + rise, cycle: Math.max(0, cycle) });
    }
  }
  return [...found.values()].sort((a, b) => a.well - b.well);
}

/** How far a well rises from its lowest stretch to a later one; null: too few readings. */
function riseOf(
  run: PlateRun,
  signal: PlateSignal,
  well: number,
): { readonly rise: number; readonly from: number } | null {
  const series = seriesOf(signal, run.wells.length, well);
  const blocks = blockMedians(series);
  if (blocks === null) return null;
  let [lowest, from, rise] = [blocks[0] ?? 0, blocks[0] ?? 0, 0];
  for (const level of blocks) {
    if (level < lowest) lowest = level;
    if (level - lowest > rise) [rise, from] = [level - lowest, lowest];
  }
  return { rise, from };
}
