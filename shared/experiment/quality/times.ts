import { shortSignals } from '../../plate/checks/signal-ends.ts';
import { timeProblems } from '../../plate/checks/time-unit.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { counted, hoursOf } from '../plate-series.ts';
import { medianOf } from '../statistics/robust.ts';
import { evidenceOf, hourWords } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** A step so many times the usual one is a gap. */
const gapFactor = 3;

/** Times that stand still, run backwards or leave gaps, and runs so long that another unit was likely meant. */
export const times: QualityCheck = {
  kind: 'times',
  title: 'Times',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => [
      ...unitFindings(plate, run),
      ...stepFindings(plate, run),
      ...endFindings(plate, run),
    ]),
};

function unitFindings(plate: string, run: PlateRun): readonly Finding[] {
  return timeProblems('', run.signals).map((problem) => {
    const signal = run.signals.find(({ time_s }) => time_s !== null && time_s.length > 1);
    return {
      severity: 'high',
      reason: problem.message,
      plate,
      wells: [],
      signal: null,
      evidence: signal === undefined ? [] : [evidenceOf(run, signal, 0, 0, cyclesOf(signal) - 1)],
      correction: null,
      key: 'unit',
    };
  });
}

function cyclesOf({ time_s }: PlateSignal): number {
  return time_s?.length ?? 0;
}

/** Signals that were read for a part of the run only: a model sees nothing of them after that. */
function endFindings(plate: string, run: PlateRun): readonly Finding[] {
  return shortSignals(run).map(({ signal, words }): Finding => {
    const last = cyclesOf(signal) - 1;
    return {
      severity: 'medium',
      reason: words,
      plate,
      wells: [],
      signal: signal.signal,
      evidence: [evidenceOf(run, signal, 0, last, last)],
      correction: null,
      key: 'end',
    };
  });
}

/** Signals that were read at the same times have one finding. */
function stepFindings(plate: string, run: PlateRun): readonly Finding[] {
  const seen = new Set<string>();
  return run.signals.flatMap((signal) => {
    const hours = hoursOf(signal, run.wells.length, 0);
    if (hours === null || hours.length < 3) return [];
    const identity = hours.join();
    if (seen.has(identity)) return [];
    seen.add(identity);
    const steps = Array.from(hours.subarray(1), (hour, n) => hour - (hours[n] ?? 0));
    const usual = medianOf(steps);
    const base = { plate, wells: [], signal: signal.signal, correction: null } as const;
    const still = steps.flatMap((step, n) => (step <= 0 ? [n] : []));
    const gaps = steps.flatMap((step, n) => (usual > 0 && step > gapFactor * usual ? [n] : []));
    const at = (n: number): string => `${hourWords(hours[n] ?? 0)} h`;
    const findings: Finding[] = [];
    if (still.length > 0) {
      const [n = 0] = still;
      findings.push({
        ...base,
        severity: steps.some((step) => step < 0) ? 'high' : 'low',
        reason: `${counted(still.length, 'time')} of ${signal.signal} ${still.length === 1 ? 'is' : 'are'} not later than the one before, first cycle ${n + 2} at ${at(n + 1)}`,
        evidence: still.slice(0, 5).map((step) => evidenceOf(run, signal, 0, step, step + 1)),
        key: 'still',
      });
    }
    if (gaps.length > 0) {
      const n = gaps.reduce(
        (most, gap) => ((steps[gap] ?? 0) > (steps[most] ?? 0) ? gap : most),
        gaps[0] ?? 0,
      );
      findings.push({
        ...base,
        severity: 'medium',
        reason: `the readings of ${signal.signal} have ${counted(gaps.length, 'gap')}, the longest of ${hourWords(steps[n] ?? 0)} h after ${at(n)}, where a cycle takes ${hourWords(usual)} h`,
        evidence: gaps.slice(0, 5).map((gap) => evidenceOf(run, signal, 0, gap, gap + 1)),
        key: 'gap',
      });
    }
    return findings;
  });
}
