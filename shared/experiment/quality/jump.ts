import { present } from '../../base/assert.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { counted, hoursOf, isUsed } from '../plate-series.ts';
import { evidenceOf, percentWords, proposal, wellNames, whenWords } from './evidence.ts';
import type { Finding, FlagSeverity, QualityCheck } from './flag.ts';
import { type Leap, leapsOf } from './leaps.ts';

/** Wells that leap each by itself, of which each has a finding; more of them are one. */
const mostAlone = 5;

/** Readings that leap at one time: one finding, in however many wells; in a well by itself one, however often. */
export const jump: QualityCheck = {
  kind: 'jump',
  title: 'Jumps',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => run.signals.flatMap((signal) => findingsOf(plate, run, signal))),
};

function findingsOf(plate: string, run: PlateRun, signal: PlateSignal): readonly Finding[] {
  const leaps = leapsOf(run, signal);
  const shared = leaps.filter(({ isShared }) => isShared);
  const alone = new Map<number, Leap[]>();
  for (const leap of leaps) {
    const [well] = leap.wells;
    if (!leap.isShared && well !== undefined) alone.set(well, [...(alone.get(well) ?? []), leap]);
  }
  const found = shared.map((leap) => findingOf(plate, run, signal, [leap]));
  if (alone.size > mostAlone) return [...found, manyAlone(plate, run, signal, alone)];
  return [...found, ...[...alone.values()].map((own) => findingOf(plate, run, signal, own))];
}

/** Wells that leap each at its own time: a dispenser that went from well to well, or a plate of noise. */
function manyAlone(
  plate: string,
  run: PlateRun,
  signal: PlateSignal,
  alone: ReadonlyMap<number, readonly Leap[]>,
): Finding {
  const all = [...alone.values()].flat();
  const cycles = all.map(({ cycle }) => cycle).sort((a, b) => a - b);
  const [first = 0, last = 0] = [cycles[0], cycles.at(-1)];
  const [well = 0] = alone.keys();
  const at = (cycle: number): string => whenWords(signal, run.wells.length, well, cycle);
  return {
    severity: 'medium',
    reason: `${alone.size} wells leap in ${signal.signal}, each at a time of its own, from ${at(first)} to ${at(last)}`,
    plate,
    wells: wellNames(run, alone.keys()),
    signal: signal.signal,
    evidence: all.map(({ cycle, wells: [own = 0] }) => evidenceOf(run, signal, own, cycle - 1, cycle)),
    correction: null,
    key: 'alone',
  };
}

/** Of leaps of the same wells, the first told and the others counted. */
function findingOf(plate: string, run: PlateRun, signal: PlateSignal, leaps: readonly Leap[]): Finding {
  const leap = present(leaps[0], 'a finding is of a leap');
  const [well = 0] = leap.wells;
  const { cycle, last, stays, net } = leap;
  const where = whenWords(signal, run.wells.length, well, cycle);
  const direction = net < 0 ? 'falls' : 'leaps up';
  const used = run.wells.filter(isUsed).length;
  const many = !leap.isShared
    ? `in ${run.wells[well]?.well}`
    : `in ${leap.wells.length} of ${used} wells at once`;
  const then = stays
    ? 'and stays there'
    : `and comes back ${counted(last - cycle + (last === cycle ? 1 : 0), 'reading')} later`;
  const others = leaps.length > 1 ? `; it leaps ${leaps.length - 1} more times` : '';
  const added = additionNear(run, signal, cycle) ? ' (something was added then)' : '';
  const end = Math.max(cycle, last - 1);
  const hours = hoursOf(signal, run.wells.length, well);
  const [from, to] = [hours?.[cycle], hours?.[end]];
  return {
    severity: added !== '' ? 'low' : severityOf(Math.abs(net)),
    reason: `${signal.signal} ${direction} at ${where} by ${percentWords(Math.abs(net))} ${many} ${then}${added}${others}`,
    plate,
    wells: wellNames(run, leap.wells),
    signal: signal.signal,
    evidence: leap.wells.map((each) =>
      evidenceOf(
        run,
        signal,
        each,
        Math.max(0, cycle - 1),
        Math.min(last + 1, signal.values.length / run.wells.length - 1),
      ),
    ),
    // What stays is another level of everything after it, which no step can put right.
    correction:
      stays || leaps.length > 1 || from === undefined || to === undefined
        ? null
        : proposal(plate, {
            kind: 'excludeReadings',
            wells: wellNames(run, leap.wells),
            signal: signal.signal,
            from_h: Math.round(from * 1e4) / 1e4,
            to_h: Math.round(to * 1e4) / 1e4,
            reason: `leap at ${where}`,
          }),
    key: leap.isShared ? `cycle ${cycle + 1}` : (run.wells[well]?.well ?? ''),
  };
}

/** By the share of its level that a leap moves beyond its trend: beyond ordinary noise, and beyond ordinary differences of wells. */
function severityOf(share: number): FlagSeverity {
  if (share > 0.1) return 'high';
  return share > 0.03 ? 'medium' : 'low';
}

/** Whether a layout says that something was added between the reading before and this one. */
function additionNear(run: PlateRun, signal: PlateSignal, cycle: number): boolean {
  const [from = Infinity, to = -Infinity] = [signal.time_s?.[cycle - 1], signal.time_s?.[cycle]];
  return run.wells.some(({ treatments }) =>
    treatments?.some(({ time_s }) => time_s > 0 && time_s >= from && time_s <= to),
  );
}
