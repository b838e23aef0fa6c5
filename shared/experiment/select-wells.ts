import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { PlateRun, PlateWell } from '../plate/plate-run.ts';
import { type Doses, parseTreatment, treatmentRemedy } from '../plate/treatment.ts';
import type { DataSpec } from './data-spec.ts';

/** A run that the spec names, with the name of its file in the spec. */
export interface NamedRun {
  readonly file: string;
  readonly plate: string;
  readonly run: PlateRun;
}

export interface SelectedWell {
  readonly source: NamedRun;
  readonly well: PlateWell;
  /** Index into `run.wells`. */
  readonly index: number;
  readonly device: number;
  readonly doses: Doses;
}

/**
 * The wells whose device text equals one of the spec's exactly, in the order of files and lines, without those that got a
 * treatment outside `conditions`. A device of the spec without a well left is a problem.
 */
export function selectWells(
  spec: DataSpec,
  runs: readonly NamedRun[],
): { readonly wells: readonly SelectedWell[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wells: SelectedWell[] = [];
  const dropped = new Map<string, number>();
  const undosed = new Map<string, number>();
  const matched = new Set<number>();
  for (const source of runs) {
    source.run.wells.forEach((well, index) => {
      const device = spec.devices.indexOf(well.device);
      if (device === -1) return;
      matched.add(device);
      if (well.excluded) return;
      const { doses, wrong } = parseTreatment(well.treatment);
      if (wrong !== null) {
        problems.push(treatmentProblem(source.file, well, wrong, treatmentRemedy(wrong, doses)));
        return;
      }
      // a remark such as “water” is none; a number is a dose that was meant to be read
      if (doses.size === 0 && /\d/.test(well.treatment)) {
        undosed.set(well.treatment, (undosed.get(well.treatment) ?? 0) + 1);
      }
      const foreign = [...doses].find(([key, dose]) => dose !== 0 && !spec.conditions.includes(key));
      if (foreign === undefined) wells.push({ source, well, index, device, doses });
      else dropped.set(foreign[0], (dropped.get(foreign[0]) ?? 0) + 1);
    });
  }
  for (const [key, count] of dropped) {
    problems.push({
      code: 'experiment.droppedWells',
      severity: 'warning',
      message: `${count} wells got “${key}”, which is not in data.conditions, and are left out`,
      remedy: `Add “${key}” to data.conditions to use them.`,
    });
  }
  for (const [text, count] of undosed) {
    problems.push({
      code: 'experiment.undosed',
      severity: 'warning',
      message: `${count} wells have the treatment “${text}”, which states no dose; they count as untreated`,
      remedy: 'Write NAME=DOSE if something was added, for example C6=25000.',
    });
  }
  spec.devices.forEach((name, device) => {
    if (wells.some((well) => well.device === device)) return;
    problems.push(deviceProblem(spec, runs, name, device, matched.has(device)));
  });
  return { wells, problems };
}

function treatmentProblem(file: string, well: PlateWell, piece: string, remedy: string): Problem {
  return {
    code: 'experiment.treatment',
    severity: 'error',
    message: `the treatment “${well.treatment}” cannot be read at “${piece}”`,
    remedy,
    place: { file, line: well.line, where: `well ${well.well}` },
  };
}

function deviceProblem(
  spec: DataSpec,
  runs: readonly NamedRun[],
  name: string,
  device: number,
  allDropped: boolean,
): Problem {
  const place = spec.places?.devices[device] ?? { place: { where: `data.devices[${device}]` } };
  if (allDropped) {
    const message = `no well of device “${name}” is left: all got treatments outside data.conditions`;
    const remedy = 'Add the treatment to data.conditions, or remove the device.';
    return { code: 'experiment.noWells', severity: 'error', message, remedy, ...place };
  }
  const held = [...new Set(runs.flatMap(({ run }) => run.wells.map((well) => well.device)))].filter(
    (each) => each !== '',
  );
  const near = held.find((each) => each.trim() === name.trim()) ?? nearestName(name, held);
  const meant = near === null ? '' : `Did you mean “${near}”? `;
  return {
    code: 'spec.unknownDevice',
    severity: 'error',
    message: `the files hold no device “${name}”`,
    remedy: `${meant}They hold: ${held.map((each) => `“${each}”`).join(', ')}.`,
    ...place,
  };
}
