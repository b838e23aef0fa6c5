import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { settledDose } from '../../experiment/doses.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import type { SourceFile } from '../../experiment/name-runs.ts';
import { type NamedRun, statedUnits } from '../../experiment/selected-well.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { matchTreatments } from '../../inference/plan/match-data.ts';
import { doseFactor } from '../../plate/dose-unit.ts';

/** Files of the fit, and plates that are called like one of its own: what a plate's wells share is known by its name. */
export function knownPlates(
  { sources }: Experiment,
  runs: readonly NamedRun[],
  files: ReadonlyMap<string, SourceFile>,
): readonly Problem[] {
  return runs.flatMap(({ file, plate }): readonly Problem[] => {
    const place = { file };
    if (sources.some(({ sha256 }) => sha256 === files.get(file)?.sha256)) {
      const message = 'this file is one of the fit’s: its wells had a part in it';
      const remedy = 'Name other files; for a well of the fit give --well.';
      return [{ code: 'predict.newPlate', severity: 'error', message, remedy, place }];
    }
    if (!sources.some((source) => source.plate === plate)) return [];
    const message = `the fit has a plate “${plate}” too`;
    const remedy = 'Give this one a name of its own with --plate NAME, or rename the file.';
    return [{ code: 'predict.newPlate', severity: 'error', message, remedy, place }];
  });
}

/** Signals whose unit is not that of the fit: its scales divide its own. */
export function otherUnits(
  { signals, signalUnits = [] }: Experiment,
  runs: readonly NamedRun[],
): readonly Problem[] {
  return runs.flatMap((one) =>
    statedUnits(signals, [one]).flatMap((unit, s): readonly Problem[] => {
      const own = signalUnits[s] ?? null;
      if (unit === null || own === null || unit === own) return [];
      return [
        {
          code: 'predict.signalUnit',
          severity: 'error',
          message: `${signals[s]} is in ${unit} here, and in ${own} in the fit`,
          remedy: `Export it in ${own}, or bring it there with --corrections FILE, as the fit’s readings were.`,
          place: { file: one.file },
        },
      ];
    }),
  );
}

export function noDevices(): Problem {
  return {
    code: 'predict.noDevice',
    severity: 'error',
    message: 'the files say of no well what is in it',
    remedy: 'Give a layout with --layout.',
  };
}

/** Wells whose doses are told in the fit's units, and seen as its networks and its model see doses. */
export function settledDoses(plan: FitPlan, read: Experiment): Outcome<readonly Individual[]> {
  const { spec, model, experiment } = plan;
  const { treatments, treatmentUnits = [], doseUnits, preprocessing } = experiment;
  const matched = matchTreatments(spec, model, experiment, []);
  const problems: Problem[] = [];
  const factors = treatments.map((name, c) => {
    const unit = read.treatmentUnits?.[c] ?? null;
    if (unit === null) return 1;
    const own = treatmentUnits[c] ?? model.treatments[matched.indexOf(c)]?.unit ?? '';
    const factor = doseFactor(unit, own);
    if (factor !== null) return factor;
    const known = own === '' ? 'no unit of it is known in the fit' : `in ${own} in the fit`;
    problems.push({
      code: 'predict.doseUnit',
      severity: 'error',
      message: `${name} is stated in ${unit} here, and ${known}`,
      remedy:
        own === '' ? `State its doses without a unit in the layout.` : `State it in ${own} in the layout.`,
    });
    return 1;
  });
  if (hasError(problems)) return failure(problems);
  const published = preprocessing === 'reference' ? spec.data.dtype : null;
  const wells = read.individuals.map((well): Individual => {
    const statedDoses = well.statedDoses.map((dose, c) => dose * factors[c]);
    const settled = Array.from(statedDoses, (dose, c) => settledDose(dose, doseUnits[c], published));
    return {
      ...well,
      statedDoses,
      doses: Float64Array.from(settled, ({ seen }) => seen),
      logTreatments: Float64Array.from(settled, ({ log }) => log),
      ...(well.additions !== undefined && {
        additions: well.additions.map((one) => ({ ...one, value: one.value * factors[one.treatment] })),
      }),
    };
  });
  return success(wells);
}
