import type { Problem } from '../../shared/base/problem.ts';
import { UnpackAllowance } from '../../shared/base/unpacked-size.ts';
import { examinePlates } from '../../shared/experiment/examine-plates.ts';
import type { PlateFile } from '../../shared/plate/plate-run.ts';
import type { ExamineTask } from './messages.ts';
import { plateFileFrom } from './plate-codec.ts';
import type { Port } from './port.ts';

/** Looks at plates that were read before: their flags, or their summary. */
export async function runExamineJob(task: ExamineTask, port: Port): Promise<void> {
  const { files, layouts, corrections, question } = task;
  const allowance = new UnpackAllowance(files.reduce((sum, { parsed }) => sum + parsed.length, 0));
  const unpacked = new Map<string, PlateFile>();
  const damaged: Problem[] = [];
  for (const { file, parsed } of files) {
    const plateFile = plateFileFrom(parsed, allowance);
    if (plateFile === null) damaged.push(damagedReadings(file));
    else unpacked.set(file, plateFile);
  }
  if (damaged.length > 0) {
    await port.send({ kind: 'problems', failed: 'input', problems: damaged });
    return;
  }
  const examined = examinePlates(unpacked, layouts, corrections, question);
  if (examined.ok)
    await port.send({ kind: 'examined', examined: examined.value, problems: examined.problems });
  else await port.send({ kind: 'problems', failed: 'input', problems: examined.problems });
}

/** What the compact form is derived from may be whole. */
export const damagedCode = 'plate.damagedReadings';

export function damagedReadings(file: string): Problem {
  const message = 'its readings are damaged, or more than their bytes can hold';
  const remedy = 'Import the file into a new project.';
  return { code: damagedCode, severity: 'error', message, remedy, place: { file } };
}
