import { plateFileBytes } from '../../../main/jobs/plate-codec.ts';
import { summaryOf } from '../../../main/jobs/plate-summary.ts';
import type { NewFile } from '../../../main/store/stored-file.ts';
import { readPlateText } from '../../../shared/plate/read-plate-file.ts';
import { largeText } from './large-plate.ts';

export const largeProject = { plates: 200 } as const;

/** Files of one plate each; all have the same bytes, which a project keeps once, and readings of their own. */
export async function largeProjectFiles(): Promise<readonly NewFile[]> {
  const bytes = new TextEncoder().encode(largeText('\t'));
  const read = readPlateText({ file: 'day.txt', bytes });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const parsed = plateFileBytes(read.value);
  return Array.from({ length: largeProject.plates }, (_, n): NewFile => {
    const name = `day-${n + 1}.txt`;
    return { name, bytes, parsed, summary: summaryOf({ ...read.value, file: name }) };
  });
}
