import { pushAll } from '../base/lists.ts';
import { hasError, type Problem } from '../base/problem.ts';
import { fewProblems } from '../plate/few-problems.ts';
import { plateNames } from '../plate/plate-names.ts';
import type { PlateFile } from '../plate/plate-run.ts';
import { applySteps } from './correction/apply-steps.ts';
import type { DataSpec } from './data-spec.ts';
import type { ExperimentSource } from './experiment.ts';
import { joinNamedRuns } from './join-named-runs.ts';
import { layOutRuns } from './lay-out-runs.ts';
import type { PlateDecisions } from './plate-decisions.ts';
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
 * The plates of the spec's files, in its order, each whole and under the name that its individuals have, laid out and then
 * corrected as was decided: what is said of a plate is said of all its files. `files` by the spec's names.
 */
export function nameRuns(
  spec: DataSpec,
  files: ReadonlyMap<string, SourceFile>,
  { layouts, corrections }: PlateDecisions,
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
  const laidOut = layOutRuns(joined.runs, layouts, joined.partNames);
  pushAll(problems, fewProblems(laidOut.problems));
  if (hasError(problems)) return { runs: laidOut.runs, sources: whole };
  // A step that is on and cannot be done is an error: no fit goes on without a correction that was asked for.
  const corrected = applySteps(laidOut.runs, corrections);
  pushAll(problems, corrected.problems);
  return { runs: corrected.plates, sources: whole };
}
