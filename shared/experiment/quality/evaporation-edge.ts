import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import {
  conditionOf,
  counted,
  cyclesOfSignal,
  isKinetic,
  isUsed,
  seriesOf,
  wellPosition,
  wellRole,
} from '../plate-series.ts';
import { medianOf, robustSd } from '../statistics/robust.ts';
import { studentQuantile } from '../statistics/student.ts';
import { evidenceOf, percentWords, wellNames } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Chance at most that a plate without an edge is called to have one, a signal. */
const falseAlarm = 1e-3;
const leastShare = 0.05;
const fewestWells = 6;
/** Rows of plates with columns one and a half times as many, by size. */
const plateRows = [2, 3, 4, 6, 8, 16, 32];

/** Whether each well lies at the edge of the smallest usual plate that has all of them. */
export function edgeWells(run: PlateRun): readonly boolean[] {
  const places = run.wells.map(({ well }) => wellPosition(well));
  const least = places.reduce((most, [row, column]) => Math.max(most, row + 1, (column + 1) / 1.5), 0);
  const rows = plateRows.find((count) => count >= least) ?? 32;
  // 12 wells are 3 x 4, 24 are 4 x 6, 48 are 6 x 8.
  const columns = rows === 3 ? 4 : rows === 6 ? 8 : rows * 1.5;
  return places.map(
    ([row, column]) => row === 0 || row === rows - 1 || column === 0 || column >= columns - 1,
  );
}

/**
 * Wells at the plate's edge against inner wells of the same condition, by the level at the end of the run: evaporation
 * concentrates, and the edge is cooler. Only conditions that lie on both sides say anything. The difference is of means of
 * the logarithm within conditions, wells beyond five robust deviations left out.
 */
export const evaporationEdge: QualityCheck = {
  kind: 'evaporationEdge',
  title: 'Edge of the plate',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => {
      const groups = mixedGroups(run);
      return run.signals.filter(isKinetic).flatMap((signal) => findingOf(plate, run, signal, groups) ?? []);
    }),
};

interface MixedGroup {
  readonly outer: readonly number[];
  readonly inner: readonly number[];
}

function mixedGroups(run: PlateRun): readonly MixedGroup[] {
  const atEdge = edgeWells(run);
  const groups = new Map<string, { outer: number[]; inner: number[] }>();
  run.wells.forEach((well, index) => {
    // Blanks are all of one condition, whatever else is said of them.
    const condition = wellRole(well) === 'blank' ? '' : conditionOf(well);
    if (condition === null || !isUsed(well) || wellRole(well) === 'empty') return;
    const key = `${wellRole(well)} ${condition}`;
    const group = groups.get(key) ?? { outer: [], inner: [] };
    group[atEdge[index] === true ? 'outer' : 'inner'].push(index);
    groups.set(key, group);
  });
  return [...groups.values()].filter(({ outer, inner }) => outer.length > 0 && inner.length > 0);
}

function findingOf(
  plate: string,
  run: PlateRun,
  signal: PlateSignal,
  groups: readonly MixedGroup[],
): Finding | null {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const late = Math.max(3, Math.round(cycles / 10));
  const level = (well: number): number =>
    Math.log(medianOf(seriesOf(signal, run.wells.length, well).subarray(cycles - late)));
  const read = groups.flatMap(({ outer, inner }) => {
    const [out, into] = [outer, inner].map((wells) =>
      wells.flatMap((well) => (Number.isFinite(level(well)) ? [{ well, level: level(well) }] : [])),
    );
    return out === undefined || into === undefined || out.length === 0 || into.length === 0
      ? []
      : [{ out, into }];
  });
  const difference = judge(read);
  if (difference === null) return null;
  const { shift, outer, inner } = difference;
  return {
    severity: Math.abs(shift) > 0.1 ? 'medium' : 'low',
    reason: `wells at the plate’s edge end ${percentWords(Math.abs(Math.expm1(shift)))} ${shift > 0 ? 'higher' : 'lower'} in ${signal.signal} than inner wells of the same condition (${outer.length} against ${counted(inner.length, 'well')})`,
    plate,
    wells: wellNames(run, outer),
    signal: signal.signal,
    evidence: outer.slice(0, 12).map((well) => evidenceOf(run, signal, well, cycles - late, cycles - 1)),
    correction: null,
    key: '',
  };
}

interface Level {
  readonly well: number;
  readonly level: number;
}

/** The common difference of log levels, outer less inner; null: it may be chance, or is too small to matter. */
function judge(
  groups: readonly { readonly out: readonly Level[]; readonly into: readonly Level[] }[],
): { readonly shift: number; readonly outer: readonly number[]; readonly inner: readonly number[] } | null {
  // Residuals about each side's median show which wells are odd by themselves.
  const sides = groups.flatMap(({ out, into }) => [out, into]);
  const centred = sides.flatMap((side) => {
    const middle = medianOf(side.map(({ level }) => level));
    return side.length > 1 ? side.map(({ level }) => level - middle) : [];
  });
  const limit = 5 * robustSd(centred, 0);
  const kept = groups.map(({ out, into }) => {
    const [middleOut, middleIn] = [out, into].map((side) => medianOf(side.map(({ level }) => level)));
    const near = (side: readonly Level[], middle = 0) =>
      limit > 0 ? side.filter(({ level }) => Math.abs(level - middle) <= limit) : side;
    return { out: near(out, middleOut), into: near(into, middleIn) };
  });
  let [weight, sum, squares, freedom] = [0, 0, 0, -1];
  const means: { readonly shift: number; readonly weight: number }[] = [];
  for (const { out, into } of kept) {
    const [meanOut, meanIn] = [out, into].map((side) => mean(side.map(({ level }) => level)));
    const own = 1 / (1 / out.length + 1 / into.length);
    const shift = (meanOut ?? 0) - (meanIn ?? 0);
    means.push({ shift, weight: own });
    weight += own;
    sum += own * shift;
    for (const [side, middle] of [
      [out, meanOut],
      [into, meanIn],
    ] as const)
      for (const { level } of side) squares += (level - (middle ?? 0)) ** 2;
    freedom += out.length + into.length - 1;
  }
  const outer = kept.flatMap(({ out }) => out.map(({ well }) => well));
  const inner = kept.flatMap(({ into }) => into.map(({ well }) => well));
  if (outer.length < fewestWells || inner.length < fewestWells || !(freedom > 0)) return null;
  const shift = sum / weight;
  // Conditions whose difference is another one than the common count as spread too.
  for (const each of means) squares += each.weight * (each.shift - shift) ** 2;
  const error = Math.sqrt(squares / freedom / weight);
  if (!(Math.abs(shift) > studentQuantile(1 - falseAlarm / 2, freedom) * error)) return null;
  return Math.abs(shift) > leastShare ? { shift, outer, inner } : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
