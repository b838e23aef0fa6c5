import type { Problem } from '../../base/problem.ts';
import type { PlateRun, PlateSignal } from '../plate-run.ts';
import { type OutlyingReading, outlyingReadings } from './outlying-readings.ts';
import { shortNumber } from './short-number.ts';

/** Outlying readings of one signal that are listed one by one; the rest is counted. */
const mostListed = 5;

/** What of a run is looked at, and what an outlying reading does there. */
export interface CheckedPart {
  /** Indices into the run's wells. */
  readonly wells: ReadonlySet<number>;
  /** Titles of signals. */
  readonly signals: ReadonlySet<string>;
  /** What follows from a reading of this value, as a sentence; null: nothing that is known here. */
  consequence(signal: string, value: number): string | null;
}

/** Readings that stand apart from their neighbours in time, each with its well, signal and time. */
export function outlierProblems(file: string, run: PlateRun, part: CheckedPart): readonly Problem[] {
  return run.signals.flatMap((signal) => {
    if (!part.signals.has(signal.signal)) return [];
    const found = outlyingReadings(signal, run.wells.length, (well) => part.wells.has(well));
    // the largest first: they do most harm
    const sorted = found.toSorted((a, b) => Math.abs(b.value - b.level) - Math.abs(a.value - a.level));
    const listed = sorted
      .slice(0, mostListed)
      .map((reading) => outlierProblem(file, run, signal, reading, part));
    const more = sorted.slice(mostListed);
    if (more.length === 0) return listed;
    const rest = new Set(more.map(({ well }) => well));
    const names = run.wells.flatMap(({ well: name }, well) => (rest.has(well) ? [name] : []));
    const wells = `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
    const message = `${more.length} more readings of ${signal.signal} stand apart from their neighbours, in ${wells}`;
    return [
      ...listed,
      { code: 'plate.outlier', severity: 'warning', message, remedy: judgeIt, place: { file } },
    ];
  });
}

const judgeIt =
  'Look at the well. The file stays as it is: “check” flags such readings, and a flag that is accepted leaves them out of fits.';

function outlierProblem(
  file: string,
  run: PlateRun,
  { signal, time_s }: PlateSignal,
  { well, cycle, value, level }: OutlyingReading,
  { consequence }: CheckedPart,
): Problem {
  const factor = value / level;
  const distance =
    level > 0 && value > 0
      ? `${shortNumber(factor)} times that of the readings around it`
      : 'far from the readings around it';
  const time = time_s?.[cycle];
  const at = time === undefined ? `cycle ${cycle + 1}` : `${shortNumber(time / 3600)} h`;
  const follows = consequence(signal, value);
  const { well: name, line } = run.wells[well] ?? { well: '', line: 1 };
  return {
    code: 'plate.outlier',
    severity: 'warning',
    message: `the reading ${shortNumber(value)} is ${distance} (about ${shortNumber(level)})${follows === null ? '' : `; ${follows}`}`,
    remedy: judgeIt,
    place: { file, line, where: `well ${name}, signal ${signal}, ${at}` },
  };
}
