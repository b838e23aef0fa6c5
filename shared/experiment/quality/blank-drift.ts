import { shortNumber } from '../../plate/checks/short-number.ts';
import type { PlateRun, PlateSignal } from '../../plate/plate-run.ts';
import { blankCurve } from '../correction/blank-curve.ts';
import { counted, cyclesOfSignal, isKinetic, wellsOfRole } from '../plate-series.ts';
import { leastSquares } from '../statistics/least-squares.ts';
import { medianOf } from '../statistics/robust.ts';
import { studentQuantile } from '../statistics/student.ts';
import { blockCount, blockMedians } from './blocks.ts';
import { contaminatedBlanks } from './contamination.ts';
import { evidenceOf, percentWords, proposal, wellNames } from './evidence.ts';
import type { Finding, QualityCheck } from './flag.ts';

/** Chance at most that white noise is called a drift, a signal; a two-sided test of a line through the blocks. */
const falseAlarm = 1e-3;
/** A drift of less of the blank's level harms nothing. */
const leastShare = 0.03;

/** What the medium reads changes over the run: evaporation, a lamp that warms up, bleaching. Grown blanks are not counted. */
export const blankDrift: QualityCheck = {
  kind: 'blankDrift',
  title: 'Drift of blanks',
  find: (plates) =>
    plates.flatMap(({ plate, run }) =>
      run.signals.filter(isKinetic).flatMap((signal) => findingOf(plate, run, signal) ?? []),
    ),
};

function findingOf(plate: string, run: PlateRun, signal: PlateSignal): Finding | null {
  const grown = new Set(contaminatedBlanks(run).map(({ well }) => well));
  const blanks = wellsOfRole(run, 'blank').filter((well) => !grown.has(well));
  const curve = blankCurve(run, signal, blanks, 'time');
  const blocks = curve === null ? null : blockMedians(curve.values);
  if (blocks === null) return null;
  const middles = blocks.map((_, n) => (n + 0.5) / blockCount);
  const line = leastSquares([blocks.map(() => 1), middles], blocks);
  if (line === null) return null;
  const [start = 0, drift = 0] = line.coefficients;
  const error = Math.sqrt(line.covariance[3] ?? Number.NaN);
  const isDrift = Math.abs(drift) > studentQuantile(1 - falseAlarm / 2, line.degreesOfFreedom) * error;
  const level = Math.abs(medianOf(blocks));
  if (!isDrift || !(Math.abs(drift) > leastShare * level)) return null;
  const end = start + drift;
  const cycles = cyclesOfSignal(signal, run.wells.length);
  return {
    severity: Math.abs(drift) > 0.1 * level ? 'medium' : 'low',
    reason: `${counted(blanks.length, 'blank well')} ${blanks.length === 1 ? 'drifts' : 'drift'} in ${signal.signal} from ${shortNumber(start)} to ${shortNumber(end)} over the run (${drift > 0 ? '+' : '−'}${percentWords(Math.abs(drift) / level)})`,
    plate,
    wells: wellNames(run, blanks),
    signal: signal.signal,
    evidence: blanks.map((well) => evidenceOf(run, signal, well, 0, cycles - 1)),
    correction: proposal(plate, {
      kind: 'background',
      signal: signal.signal,
      method: 'blankWells',
      per: 'time',
      wells: null,
      density: null,
    }),
    key: '',
  };
}
