/** Reads one plate file, as the job of an import does, and says what it took: milliseconds, and megabytes at most. */
import { readFileSync } from 'node:fs';
import { withChecks } from '../../../shared/plate/checks/check-file.ts';
import { readPlateFile } from '../../../shared/plate/read-plate-file.ts';

export interface PlateReading {
  readonly ms: number;
  readonly peak_MB: number;
  readonly readings: number;
}

const [file = ''] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(file));
const start = performance.now();
const outcome = await readPlateFile({ file, bytes });
if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
const { runs } = withChecks(outcome.value);
const ms = performance.now() - start;
const readings = runs.flatMap(({ signals }) => signals).reduce((sum, { values }) => sum + values.length, 0);
const reading: PlateReading = { ms, peak_MB: process.resourceUsage().maxRSS / 1024, readings };
console.log(JSON.stringify(reading));
