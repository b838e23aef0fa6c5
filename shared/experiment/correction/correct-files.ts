import { failure, hasError, type Outcome, success } from '../../base/problem.ts';
import { plateNames } from '../../plate/plate-names.ts';
import type { PlateFile } from '../../plate/plate-run.ts';
import { applySteps } from './apply-steps.ts';
import type { CorrectionStep } from './step.ts';

/**
 * Plate files with the steps applied to their runs, for a fit; the files given stay as they are. A step that is on and
 * cannot be done is a problem: no fit goes on without a correction that was asked for.
 */
export function correctFiles<Source extends { readonly plateFile: PlateFile }>(
  files: ReadonlyMap<string, Source>,
  steps: readonly CorrectionStep[],
): Outcome<ReadonlyMap<string, Source>> {
  if (!steps.some(({ on }) => on)) return success(files);
  const plates = [...files].flatMap(([file, { plateFile }]) => {
    const names = plateNames(file, plateFile.runs);
    return plateFile.runs.map((run, index) => ({ file, plate: names[index] ?? run.plate, run }));
  });
  const { plates: corrected, problems } = applySteps(plates, steps);
  if (hasError(problems)) return failure(problems);
  const changed = [...files].map(([file, source]) => {
    const runs = corrected.filter((plate) => plate.file === file).map(({ run }) => run);
    return [file, { ...source, plateFile: { ...source.plateFile, runs } }] as const;
  });
  return success(new Map(changed), problems);
}

/** What is known of a plate without its readings. */
export interface KnownPlate {
  readonly plate: string;
  readonly signals: readonly string[];
}

/** Those of a project's steps that concern some of its plates: a fit of these has nothing to do with the others. */
export function stepsFor(
  plates: readonly KnownPlate[],
  steps: readonly CorrectionStep[],
): readonly CorrectionStep[] {
  return steps.filter((step) => {
    const signal = 'signal' in step ? step.signal : null;
    return plates.some(
      ({ plate, signals }) =>
        (step.plate === null || step.plate === plate) && (signal === null || signals.includes(signal)),
    );
  });
}
