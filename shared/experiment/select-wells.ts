import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { PlateWell } from '../plate/plate-run.ts';
import { type Doses, parseTreatment, type Treatment, treatmentRemedy } from '../plate/treatment.ts';
import type { DataSpec } from './data-spec.ts';
import type { NamedRun, SelectedWell } from './selected-well.ts';
import { statedDoses, timedProblem, treatmentUnits } from './stated-doses.ts';
import { unusedProblem, unusedReason } from './unused-wells.ts';

/** How a preprocessing takes what is said of wells. */
export interface WellRule {
  /** As names of devices and treatments are compared. */
  nameOf(written: string): string;
  treatmentsOf(well: PlateWell): WellTreatments;
  /** Why it cannot take what the well got; null: it can. */
  refuses(conditions: readonly string[], source: NamedRun, well: PlateWell): Problem | null;
}

export interface WellTreatments {
  readonly doses: Doses;
  readonly additions: readonly Treatment[];
  /** What cannot be read, and how it is to be written. */
  readonly wrong: { readonly piece: string; readonly remedy: string } | null;
}

export interface Selection {
  readonly wells: readonly SelectedWell[];
  /** In which doses are stated, [treatment of `conditions`]; null: none is stated, it is the model's. */
  readonly units: readonly (string | null)[];
  readonly problems: readonly Problem[];
}

/** The published code's: names as written, blanks included, and doses that are there from the start. */
export const publishedRule: WellRule = {
  nameOf: (written) => written,
  treatmentsOf({ treatment, treatments }) {
    if (treatments !== undefined) return { doses: statedDoses(treatments), additions: [], wrong: null };
    const { doses, wrong } = parseTreatment(treatment);
    const fault = wrong === null ? null : { piece: wrong, remedy: treatmentRemedy(wrong, doses) };
    return { doses, additions: [], wrong: fault };
  },
  refuses: timedProblem,
};

/**
 * The wells whose device is one of the spec's, in the order of files and lines, without those that are no samples or are
 * excluded, and those that got a treatment outside `conditions`. Treatments as data (of a layout) win over the text of the
 * file. A device of the spec without a well left is a problem.
 */
export function selectWells(spec: DataSpec, runs: readonly NamedRun[], rule: WellRule): Selection {
  const problems: Problem[] = [];
  const wells: SelectedWell[] = [];
  const dropped = new Map<string, number>();
  const undosed = new Map<string, number>();
  const unused: { readonly id: string; readonly reason: string }[] = [];
  const matched = new Map<number, 'dropped' | 'unused'>();
  const devices = spec.devices.map(rule.nameOf);
  const conditions = spec.conditions.map(rule.nameOf);
  for (const source of runs) {
    source.run.wells.forEach((well, index) => {
      const exact = spec.devices.indexOf(well.device);
      const device = exact === -1 ? devices.indexOf(rule.nameOf(well.device)) : exact;
      if (device === -1) return;
      const reason = unusedReason(well);
      if (reason !== null) {
        unused.push({ id: `${source.plate}/${well.well}`, reason });
        matched.set(device, matched.get(device) ?? 'unused');
        return;
      }
      matched.set(device, 'dropped');
      const { doses, additions, wrong } = rule.treatmentsOf(well);
      if (wrong !== null) {
        problems.push(treatmentProblem(source.file, well, wrong));
        return;
      }
      // a remark such as “water” is none; a number is a dose that was meant to be read
      if (well.treatments === undefined && doses.size === 0 && /\d/.test(well.treatment)) {
        undosed.set(well.treatment, (undosed.get(well.treatment) ?? 0) + 1);
      }
      const given = [...doses, ...additions.map(({ name, value }) => [name, value] as const)];
      const foreign = given.find(([key, dose]) => dose !== 0 && !conditions.includes(key));
      if (foreign === undefined) {
        wells.push({ source, well, index, device, doses, additions });
        const refused = rule.refuses(conditions, source, well);
        if (refused !== null) problems.push(refused);
      } else dropped.set(foreign[0], (dropped.get(foreign[0]) ?? 0) + 1);
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
  if (unused.length > 0) problems.push(unusedProblem(unused));
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
    problems.push(deviceProblem(spec, runs, name, device, matched.get(device) ?? null));
  });
  const { units, problems: differing } = treatmentUnits(spec.conditions, wells, rule.nameOf);
  return { wells, units, problems: [...problems, ...differing] };
}

function treatmentProblem(
  file: string,
  well: PlateWell,
  { piece, remedy }: NonNullable<WellTreatments['wrong']>,
): Problem {
  return {
    code: 'experiment.treatment',
    severity: 'error',
    message:
      well.treatments === undefined
        ? `the treatment “${well.treatment}” cannot be read at “${piece}”`
        : `the treatment ${piece} cannot be taken`,
    remedy,
    place: { file, line: well.line, where: `well ${well.well}` },
  };
}

function deviceProblem(
  spec: DataSpec,
  runs: readonly NamedRun[],
  name: string,
  device: number,
  why: 'dropped' | 'unused' | null,
): Problem {
  const place = spec.places?.devices[device] ?? { place: { where: `data.devices[${device}]` } };
  if (why === 'unused') {
    const message = `no well of device “${name}” is left: all are blanks, controls, empty or excluded`;
    const remedy = 'Change their role in the layout, or remove the device from data.devices.';
    return { code: 'experiment.noWells', severity: 'error', message, remedy, ...place };
  }
  if (why === 'dropped') {
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
    remedy:
      held.length === 0
        ? 'They say of no well what is in it: give a layout with --layout, or lay the project’s plates out.'
        : `${meant}They hold: ${held.map((each) => `“${each}”`).join(', ')}.`,
    ...(held.length === 0 && { inWindow: 'They say of no well what is in it: lay the plates out.' }),
    ...place,
  };
}
