import type { Problem } from '../../base/problem.ts';
import type { Addition } from '../../experiment/experiment.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { matchTreatments } from '../../inference/plan/match-data.ts';
import { doseFactor } from '../../plate/dose-unit.ts';
import type { ScenarioTreatment } from './scenario.ts';

/** What one well that is asked for is given. */
export interface ScenarioDoses {
  /** As stated, in the data's unit, [treatment]. */
  readonly doses: Float64Array;
  /** Ascending in time. */
  readonly additions: readonly Addition[];
}

/** Most wells of a cross product. */
const mostWells = 10_000;

/** Every combination of the doses, later lists changing fastest; what is not named is as in `base`. */
export function scenarioDoses(
  plan: FitPlan,
  given: readonly ScenarioTreatment[],
  base: ScenarioDoses,
  problems: Problem[],
): readonly ScenarioDoses[] {
  const found = given.map((one) => treatmentOf(plan, one, problems));
  const total = given.reduce((count, { doses }) => count * doses.length, 1);
  if (total > mostWells) {
    const message = `the doses make ${total} wells, and ${mostWells} are the most`;
    problems.push({ code: 'predict.wells', severity: 'error', message, remedy: 'Name fewer doses.' });
  }
  for (const [n, one] of found.entries()) {
    const twice = found.findIndex(
      (other, m) => other?.treatment === one?.treatment && given[m]?.time_h === given[n]?.time_h,
    );
    if (one === null || twice === n) continue;
    const message = `${given[n]?.name} is given twice at the same time`;
    const remedy = 'Write all its doses in one list.';
    problems.push({ code: 'predict.treatment', severity: 'error', message, remedy });
  }
  if (problems.some(({ severity }) => severity === 'error')) return [];
  const named = new Set(found.map((one) => one?.treatment));
  const start: ScenarioDoses = {
    doses: base.doses.slice(),
    additions: base.additions.filter(({ treatment }) => !named.has(treatment)),
  };
  return given.reduce<readonly ScenarioDoses[]>(
    (wells, { doses, time_h }, n) => {
      const one = found[n] ?? null;
      if (one === null) return wells;
      return wells.flatMap((well) =>
        doses.map((dose) => withDose(well, one.treatment, dose * one.factor, time_h)),
      );
    },
    [start],
  );
}

function withDose(
  { doses, additions }: ScenarioDoses,
  treatment: number,
  value: number,
  time_h: number | null,
): ScenarioDoses {
  if (time_h === null) return { doses: doses.map((dose, c) => (c === treatment ? value : dose)), additions };
  const later = [...additions, { treatment, value, time_h }].sort((a, b) => a.time_h - b.time_h);
  return { doses, additions: later };
}

/** Index of a treatment in the data, and from the given unit to theirs. */
function treatmentOf(
  { experiment, spec, model }: FitPlan,
  { name, unit, doses }: ScenarioTreatment,
  problems: Problem[],
): { readonly treatment: number; readonly factor: number } | null {
  const { treatments, treatmentUnits = [] } = experiment;
  const refuse = (message: string, remedy: string): null => {
    problems.push({ code: 'predict.treatment', severity: 'error', message, remedy });
    return null;
  };
  const own = treatments.indexOf(name);
  const treatment = own >= 0 ? own : (spec.data.treatments ?? []).indexOf(name);
  const known = treatments.length === 0 ? 'It has none.' : `It has ${treatments.join(', ')}.`;
  if (treatment < 0) return refuse(`the fit has no treatment “${name}”`, known);
  if (doses.some((dose) => !(dose >= 0 && Number.isFinite(dose))))
    return refuse(`a dose of ${name} is no number of 0 or more`, 'Write numbers with a decimal point.');
  if (unit === null) return { treatment, factor: 1 };
  const seen = matchTreatments(spec, model, experiment, []).indexOf(treatment);
  const stated = treatmentUnits[treatment] ?? model.treatments[seen]?.unit ?? '';
  const factor = doseFactor(unit, stated);
  if (factor !== null) return { treatment, factor };
  const remedy =
    stated === '' ? `Write the number alone: no unit of ${name} is known.` : `State it in ${stated}.`;
  return refuse(`${name} in ${unit} cannot be told in ${stated === '' ? 'the data’s unit' : stated}`, remedy);
}
