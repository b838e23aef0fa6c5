import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import { isUsed } from '../../shared/experiment/plate-series.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** Wells that steps exclude, with the reason, by plate; those of every plate under ''. */
export type ExcludedWells = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Made once of each list of steps: every change of a project tells all of its plates. */
const made = new WeakMap<readonly CorrectionStep[], ExcludedWells>();

/** Why a well was excluded first stays the reason. */
export function excludedWells(steps: readonly CorrectionStep[]): ExcludedWells {
  const before = made.get(steps);
  if (before !== undefined) return before;
  const plates = new Map<string, Map<string, string>>();
  for (const step of steps) {
    if (!step.on || step.kind !== 'excludeWells') continue;
    const wells = plates.get(step.plate ?? '') ?? new Map<string, string>();
    plates.set(step.plate ?? '', wells);
    for (const well of step.wells) if (!wells.has(well)) wells.set(well, step.reason);
  }
  made.set(steps, plates);
  return plates;
}

/** Why a plate's well is not used, by its layout first; null: it is used. */
export function exclusionOf(
  { plate }: Pick<ShelvedPlate, 'plate'>,
  well: ShelvedPlate['wells'][number],
  excluded: ExcludedWells,
): string | null {
  if (!isUsed(well)) return well.excluded ?? '';
  return excluded.get(plate)?.get(well.well) ?? excluded.get('')?.get(well.well) ?? null;
}
