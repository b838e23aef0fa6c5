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
    /** By their plain spelling: the unit as first stated, and the well. */
    const units = new Map<string, { readonly unit: string; readonly well: SelectedWell }>();
    for (const well of wells) {
      for (const { name, unit, value } of well.well.treatments ?? []) {
        const stated = unit !== null && value !== 0 && treatmentName(name) === treatmentName(condition);
        if (stated && !units.has(plainName(unit))) units.set(plainName(unit), { unit, well });
      }
    }
    const [first, other] = units.values();
    if (first !== undefined && other !== undefined) {
      problems.push({
        code: 'experiment.units',
        severity: 'error',
        message: `“${condition}” is stated in ${[...units.values()].map(({ unit }) => unit).join(' and in ')}; doses are not converted`,
        remedy: `State it in one unit in all wells, for example in ${first.unit}.`,
        place: {
          file: other.well.source.file,
          where: `data.conditions[${c}], well ${other.well.source.plate}/${other.well.well.well}`,
        },
      });
    }
    return first?.unit ?? null;
  });
}

/** `µM` and `uM` are one unit, whichever character stands for micro. */
function plainName(unit: string): string {
  return treatmentName(unit).replace(/[\u00b5\u03bc]/g, 'u');
}
