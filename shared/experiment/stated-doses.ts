import type { Problem } from '../base/problem.ts';
import { isSameDoseUnit } from '../plate/dose-unit.ts';
import type { PlateWell } from '../plate/plate-run.ts';
import type { Doses, Treatment } from '../plate/treatment.ts';
import { timeText } from '../plate/treatment-text.ts';
import type { NamedRun, SelectedWell } from './selected-well.ts';

/** Doses by name; of one that is given several times the first above 0, so that none goes unseen. */
export function statedDoses(treatments: readonly Treatment[]): Doses {
  const doses = new Map<string, number>();
  for (const { name, value } of treatments) if (!((doses.get(name) ?? 0) > 0)) doses.set(name, value);
  return doses;
}

/** A dose that is not there from the start, which no fit under `reference` takes; null: the well has none. */
export function timedProblem(
  conditions: readonly string[],
  { file, plate }: NamedRun,
  { well, treatments = [] }: PlateWell,
): Problem | null {
  const timed = treatments.find(({ name, time_s }) => time_s !== 0 && conditions.includes(name));
  if (timed === undefined) return null;
  const { name, value, unit, time_s } = timed;
  const dose = unit === null ? String(value) : `${value} ${unit}`;
  return {
    code: 'experiment.timedTreatment',
    severity: 'error',
    message: `${name} is ${dose} from ${timeText(time_s)} on; reference preprocessing takes doses that are there from the start`,
    remedy: `Fit with --preprocessing wells, exclude the well in the layout, take ${name} out of data.conditions to leave out all wells that got it, or give it without a time.`,
    inWindow: `State data.preprocessing: wells in the spec, take ${name} out of data.conditions to leave out all wells that got it, or exclude the well.`,
    place: { file, where: `well ${plate}/${well}` },
  };
}

/** The unit in which each of `conditions` is stated, [treatment]; several units of one are a problem: doses are compared. */
export function treatmentUnits(
  conditions: readonly string[],
  wells: readonly SelectedWell[],
  nameOf: (written: string) => string,
): { readonly units: readonly (string | null)[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const units = conditions.map((condition): string | null => {
    let first: { readonly unit: string; readonly id: string } | null = null;
    for (const { source, well } of wells) {
      const stated = well.treatments?.find(
        ({ name, value, unit }) => nameOf(name) === nameOf(condition) && value !== 0 && unit !== null,
      );
      if (stated?.unit == null) continue;
      const id = `${source.plate}/${well.well}`;
      if (first === null) first = { unit: stated.unit, id };
      else if (!isSameDoseUnit(first.unit, stated.unit)) {
        problems.push({
          code: 'experiment.units',
          severity: 'error',
          message: `${condition} is in ${stated.unit} in ${id} and in ${first.unit} in ${first.id}`,
          remedy: `State all doses of ${condition} in one unit in the layouts.`,
          place: { file: source.file, where: `well ${id}` },
        });
        break;
      }
    }
    return first?.unit ?? null;
  });
  return { units, problems };
}
