import { largest } from '../../shared/base/lists.ts';
import { cyclesOf } from '../../shared/plate/cycles-of.ts';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { mappedFormat } from '../../shared/plate/mapping/read-mapped.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';
import { plateOutlines } from '../../shared/plate/plate-outline.ts';
import type { PlateFile, PlateSignal } from '../../shared/plate/plate-run.ts';

/** What a project lists of a file without its readings. */
export function summaryOf(plateFile: PlateFile): FileSummary {
  const { file, format, confidence, runs, problems } = plateFile;
  const signals = runs.flatMap((run) => run.signals);
  const cycles = runs.flatMap((run) => run.signals.map((signal) => cyclesOf(signal, run.wells.length)));
  const [first] = runs;
  const [curve] = first?.signals ?? [];
  return {
    format: [mappedFormat, ...plateFormats].find(({ id }) => id === format)?.title ?? format,
    confidence,
    plates: plateNames(file, runs),
    wells: runs.reduce((sum, run) => sum + run.wells.length, 0),
    cycles: largest(cycles, 0),
    signals: [...new Set(signals.map(({ signal }) => signal))],
    sparkline: curve === undefined ? new Float64Array(0) : thinned(curve, first?.wells.length ?? 0),
    outline: plateOutlines(file, runs),
    problems,
  };
}

const sparklinePoints = 60;

/** Every n-th reading of the first well, the last one included. */
function thinned(signal: PlateSignal, wells: number): Float64Array {
  const cycles = cyclesOf(signal, wells);
  const points = Math.min(cycles, sparklinePoints);
  return Float64Array.from({ length: points }, (_, i) => {
    const cycle = points < 2 ? 0 : Math.round((i * (cycles - 1)) / (points - 1));
    return signal.values[cycle] ?? Number.NaN;
  });
}
