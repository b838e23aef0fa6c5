import { pushAll } from '../base/lists.ts';
import type { Problem } from '../base/problem.ts';
import { plateNames } from '../plate/plate-names.ts';
import type { PlateFile } from '../plate/plate-run.ts';
import type { DataSpec } from './data-spec.ts';
import type { ExperimentSource } from './experiment.ts';
import { joinNamedRuns } from './join-named-runs.ts';
import type { NamedRun } from './selected-well.ts';

/** A plate file as read, with the SHA-256 (hex) of its bytes. */
export interface SourceFile {
  readonly plateFile: PlateFile;
  readonly sha256: string;
}

/** Plates under the names that individuals have, and the files that they come from. */
export interface NamedRuns {
  readonly runs: readonly NamedRun[];
  readonly sources: readonly ExperimentSource[];
}

/**
 * The plates of the spec's files, in its order, each whole and under the name that its individuals have; `files` by the spec's
 * names.
 */
export function nameRuns(
  spec: DataSpec,
  files: ReadonlyMap<string, SourceFile>,
  problems: Problem[],
): NamedRuns {
  const runs: NamedRun[] = [];
  const sources: ExperimentSource[] = [];
  const names = new Map<string, string>();
  spec.files.forEach((file, index) => {
    const place = spec.places?.files[index] ?? { place: { where: `data.files[${index}]` } };
    const source = files.get(file);
    if (source === undefined) {
      const message = `the file “${file}” is not there`;
      const remedy = 'Give the folder of the data with --data, or correct the name.';
      const inWindow = 'Import the file, or correct the name in the spec.';
      problems.push({ code: 'spec.missingFile', severity: 'error', message, remedy, inWindow, ...place });
      return;
    }
    const plates = plateNames(file, source.plateFile.runs);
    for (const [at, run] of source.plateFile.runs.entries()) {
      const plate = plates[at] ?? run.plate;
      const other = names.get(plate);
      if (other !== undefined) {
        const message = `“${file}” and “${other}” are both plate “${plate}”`;
        problems.push({
          code: 'spec.duplicate',
          severity: 'error',
          message,
          remedy: 'Rename one file.',
          ...place,
        });
      }
      names.set(plate, file);
      runs.push({ file, plate, run });
      sources.push({ file, plate, sha256: source.sha256 });
    }
    pushAll(problems, source.plateFile.problems);
  });
  const joined = joinNamedRuns(runs, spec.signals);
  pushAll(problems, joined.problems);
  const whole = sources.map((source, n) => ({ ...source, plate: joined.plateOf[n] ?? source.plate }));
  return { runs: joined.runs, sources: whole };
}
