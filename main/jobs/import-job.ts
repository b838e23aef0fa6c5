import { encode } from '../../shared/base/codec.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { fitsStore } from '../../shared/base/stored-size.ts';
import { withChecks } from '../../shared/plate/checks/check-file.ts';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import type { ImportTask } from './messages.ts';
import { plateFileBytes } from './plate-codec.ts';
import { summaryOf } from './plate-summary.ts';
import type { Port } from './port.ts';

/** Reads one plate file and sends what is in it, or why it cannot be read. */
export async function runImportJob({ file, known, checked }: ImportTask, port: Port): Promise<void> {
  const outcome = await readPlateFile({ file: file.name, bytes: file.bytes }, { ...file.answers, known });
  if (!outcome.ok) {
    await port.send({ kind: 'problems', failed: 'input', problems: outcome.problems });
    return;
  }
  const plateFile = checked ? withChecks(outcome.value) : outcome.value;
  if (plateFile.runs.every(({ signals }) => signals.length === 0)) {
    await port.send({ kind: 'problems', failed: 'input', problems: [onlyScans(plateFile)] });
    return;
  }
  const { mapping } = plateFile;
  const imported = {
    summary: summaryOf(plateFile),
    parsed: plateFileBytes(plateFile),
    ...(mapping !== undefined && { mapping }),
  };
  if (!fitsStore(encode(imported.summary))) {
    await port.send({ kind: 'problems', failed: 'input', problems: [tooMany(file.name, imported.summary)] });
    return;
  }
  await port.send({ kind: 'imported', imported });
}

function onlyScans({ file, runs }: PlateFile): Problem {
  const scans = runs.flatMap((run) => run.scans ?? []);
  const listed = scans
    .map(({ signal, wells, points }) => `${signal} (${points} points in ${wells} wells)`)
    .join(', ');
  const message = `the file holds scans and nothing else: ${listed}; a project takes readings of whole wells`;
  const remedy =
    'Look at them with read FILE --scans; export the kinetic or the endpoint of the run for a project.';
  const inWindow = 'Export the kinetic or the endpoint of the run.';
  return { code: 'file.onlyScans', severity: 'error', message, remedy, inWindow, place: { file } };
}

function tooMany(file: string, { plates, wells, signals }: FileSummary): Problem {
  const message = `the file has ${plates.length} plates with ${wells} wells and ${signals.length} signals, more than a project can list`;
  const remedy = 'Check whether it is an export of plates; split it where it holds many.';
  return { code: 'file.tooMany', severity: 'error', message, remedy, place: { file } };
}
