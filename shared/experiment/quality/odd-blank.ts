import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { counted, cyclesOfSignal, seriesOf, wellsOfRole } from '../plate-series.ts';
import { medianOf } from '../statistics/robust.ts';
import { studentQuantile } from '../statistics/student.ts';
import { contaminatedBlanks } from './contamination.ts';
import { evidenceOf, proposal } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Chance at most that one of a signal's blanks is called odd, were all of one normal. */
const falseAlarm = 1e-3;
/** Blanks that differ by less of their level differ by nothing that matters. */
const leastShare = 0.1;
const fewestBlanks = 4;

/** A blank well whose level is not that of the others: what it holds is no medium, or it is not clean. */
export const oddBlank: QualityCheck = {
  kind: 'oddBlank',
  title: 'Blanks that differ',
  find: (plates) =>
    plates.flatMap(({ plate, run }) => run.signals.flatMap((signal) => findingsOf(plate, run, signal))),
};

/** The well farthest from the others by a t-test against them, again without it while there is one and enough are left. */
function findingsOf(plate: string, run: PlateRun, signal: PlateSignal): readonly Finding[] {
  const grown = new Set(contaminatedBlanks(run).map(({ well }) => well));
  let rest = wellsOfRole(run, 'blank').flatMap((well) => {
    const level = medianOf(seriesOf(signal, run.wells.length, well));
    return grown.has(well) || Number.isNaN(level) ? [] : [{ well, level }];
  });
  const findings: Finding[] = [];
  while (rest.length >= fewestBlanks) {
    const judged = rest.map((one) => ({
      ...one,
      ...againstOthers(
        rest.filter((other) => other !== one),
        one.level,
      ),
    }));
    const oddest = judged.reduce((a, b) => (b.t > a.t ? b : a));
    const limit = studentQuantile(1 - falseAlarm / 2 / rest.length, rest.length - 2);
    const { well, level, others, t } = oddest;
    if (!(t > limit) || !(Math.abs(level - others) > leastShare * Math.abs(others))) break;
    const name = run.wells[well]?.well ?? '';
    const cycles = cyclesOfSignal(signal, run.wells.length);
    findings.push({
      severity: 'medium',
      reason: `the blank ${name} reads ${shortNumber(level)} in ${signal.signal}, where ${counted(rest.length - 1, 'other blank')} read ${shortNumber(others)}`,
      plate,
      wells: [name],
      signal: signal.signal,
      evidence: [evidenceOf(run, signal, well, 0, cycles - 1)],
      correction: proposal(plate, { kind: 'excludeWells', wells: [name], reason: 'blank unlike the others' }),
      key: name,
    });
    rest = rest.filter((one) => one.well !== well);
  }
  return findings;
}

/** t of one level against the others' mean, from their spread alone. */
function againstOthers(
  rest: readonly { readonly level: number }[],
  level: number,
): { readonly t: number; readonly others: number } {
  const mean = rest.reduce((sum, one) => sum + one.level, 0) / rest.length;
  const variance = rest.reduce((sum, one) => sum + (one.level - mean) ** 2, 0) / (rest.length - 1);
  const t = Math.abs(level - mean) / Math.sqrt(variance * (1 + 1 / rest.length));
  return { t: Number.isNaN(t) ? 0 : t, others: mean };
}
