import { baseName } from './containers/text.ts';
import type { PlateRun } from './plate-run.ts';

/** Plates of a file as experiments name them: by the file, and by their own name too where it holds several. */
export function plateNames(file: string, runs: readonly Pick<PlateRun, 'plate'>[]): readonly string[] {
  return runs.map((run) => (runs.length > 1 ? `${baseName(file)}:${run.plate}` : baseName(file)));
}
