import type { Problem } from '../base/problem.ts';
import { treatmentName } from '../plate/treatment.ts';
import type { DataSpec } from './data-spec.ts';
import type { SelectedWell } from './select-wells.ts';

/** The unit that wells state each treatment in, [treatment]; null: none does. Doses are not converted, so two are a problem. */
export function treatmentUnits(
  spec: DataSpec,
  wells: readonly SelectedWell[],
  problems: Problem[],
): readonly (string | null)[] {
  return spec.conditions.map((condition, c) => {
    const units = new Map<string, SelectedWell>();
    for (const well of wells) {
      for (const { name, unit, value } of well.well.treatments ?? []) {
        const stated = unit !== null && value !== 0 && treatmentName(name) === treatmentName(condition);
        if (stated && !units.has(unit)) units.set(unit, well);
      }
    }
    const [first, second] = units.keys();
    const other = second === undefined ? undefined : units.get(second);
    if (other !== undefined) {
      problems.push({
        code: 'experiment.units',
        severity: 'error',
        message: `“${condition}” is stated in ${[...units.keys()].join(' and in ')}; doses are not converted`,
        remedy: `State it in one unit in all wells, for example in ${first}.`,
        place: {
          file: other.source.file,
          where: `data.conditions[${c}], well ${other.source.plate}/${other.well.well}`,
        },
      });
    }
    return first ?? null;
  });
}
