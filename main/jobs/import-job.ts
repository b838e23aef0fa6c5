import { encode } from '../../shared/base/codec.ts';
import { largest } from '../../shared/base/lists.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { fitsStore } from '../../shared/base/stored-size.ts';
import { withChecks } from '../../shared/plate/checks/check-file.ts';
import { cyclesOf } from '../../shared/plate/cycles-of.ts';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import { plateFormats } from '../../shared/plate/formats/index.ts';
import { plateNames } from '../../shared/plate/plate-names.ts';
import type { PlateFile, PlateSignal } from '../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import type { ImportTask } from './messages.ts';
import { plateFileBytes } from './plate-codec.ts';
import { plateOutlines } from './plate-outline.ts';
import type { Port } from './port.ts';

/** Reads one plate file and sends what is in it, or why it cannot be read. */
export async function runImportJob({ file }: ImportTask, port: Port): Promise<void> {
  const outcome = await readPlateFile({ file: file.name, bytes: file.bytes }, file.answers);
  if (!outcome.ok) {
    await port.send({ kind: 'problems', failed: 'input', problems: outcome.problems });
    return;
  }
  const plateFile = withChecks(outcome.value);
  const imported = { summary: summaryOf(plateFile), parsed: plateFileBytes(plateFile) };
  if (!fitsStore(encode(imported.summary))) {
    await port.send({ kind: 'problems', failed: 'input', problems: [tooMany(file.name, imported.summary)] });
    return;
  }
  await port.send({ kind: 'imported', imported });
}

function tooMany(file: string, { plates, wells, signals }: FileSummary): Problem {
  const message = `the file has ${plates.length} plates with ${wells} wells and ${signals.length} signals, more than a project can list`;
  const remedy = 'Check whether it is an export of plates; split it where it holds many.';
  return { code: 'file.tooMany', severity: 'error', message, remedy, place: { file } };
}

function summaryOf(plateFile: PlateFile): FileSummary {
  const { file, format, confidence, runs, problems } = plateFile;
  const signals = runs.flatMap((run) => run.signals);
  const cycles = runs.flatMap((run) => run.signals.map((signal) => cyclesOf(signal, run.wells.length)));
  const [first] = runs;
  const [curve] = first?.signals ?? [];
  return {
    format: plateFormats.find(({ id }) => id === format)?.title ?? format,
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
