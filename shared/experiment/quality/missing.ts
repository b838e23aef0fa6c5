import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { counted, cyclesOfSignal, isUsed, readingState } from '../plate-series.ts';
import { evidenceOf, wellNames, whenWords } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Cycles without a reading, in wells that have others: of all of them, or of some. Wells that a signal never read are no gap. */
export const missing: QualityCheck = {
  kind: 'missing',
  title: 'Missing readings',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => run.signals.flatMap((signal) => findingsOf(plate, run, signal))),
};

function findingsOf(plate: string, run: PlateRun, signal: PlateSignal): readonly Finding[] {
  const cycles = cyclesOfSignal(signal, run.wells.length);
  const gaps = new Map<number, number[]>();
  let read = 0;
  run.wells.forEach((well, w) => {
    if (!isUsed(well)) return;
    const at: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const place = w * cycles + cycle;
      if (!Number.isFinite(signal.values[place]) && readingState(signal, place).kind === 'missing')
        at.push(cycle);
    }
    if (at.length === cycles) return;
    read += 1;
    if (at.length > 0) gaps.set(w, at);
  });
  if (gaps.size === 0) return [];
  const [first = 0] = gaps.keys();
  const whole = (gaps.get(first) ?? []).filter(
    (cycle) => gaps.size === read && [...gaps.values()].every((at) => at.includes(cycle)),
  );
  const rest = new Map(
    [...gaps].flatMap(([well, at]) => {
      const own = at.filter((cycle) => !whole.includes(cycle));
      return own.length === 0 ? [] : [[well, own] as const];
    }),
  );
  const findings: Finding[] = [];
  const base = { plate, signal: signal.signal, correction: null } as const;
  if (whole.length > 0) {
    const [start = 0, end = 0] = [whole[0], whole.at(-1)];
    const where = whenWords(signal, run.wells.length, first, start);
    findings.push({
      ...base,
      severity: 'medium',
      reason: `${signal.signal} was not read in any well at ${counted(whole.length, 'cycle')} of ${cycles}, first at ${where}`,
      wells: [],
      evidence: [evidenceOf(run, signal, first, start, end)],
      key: 'cycles',
    });
  }
  if (rest.size > 0) {
    const count = [...rest.values()].reduce((sum, at) => sum + at.length, 0);
    findings.push({
      ...base,
      severity: 'low',
      reason: `${counted(count, 'reading')} of ${signal.signal} ${count === 1 ? 'is' : 'are'} missing in ${counted(rest.size, 'well')} that have others`,
      wells: wellNames(run, rest.keys()),
      evidence: [...rest].map(([well, at]) => evidenceOf(run, signal, well, at[0] ?? 0, at.at(-1) ?? 0)),
      key: 'readings',
    });
  }
  return findings;
}
