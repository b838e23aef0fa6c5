import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { PlateRun, PlateWell } from '../plate/plate-run.ts';
import { type Doses, parseTreatment, type Treatment, treatmentRemedy } from '../plate/treatment.ts';
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
  /** At the run's zero; keys as the rule has names. */
  readonly doses: Doses;
  /** What was added later. */
  readonly additions: readonly Treatment[];
}

/** How a preprocessing takes what files say of wells. */
export interface WellRule {
  /** As names of devices and treatments are compared. */
  nameOf(written: string): string;
  /** Why a well has no part in the fit, in a few words; null: it has. */
  leftOut(well: PlateWell): string | null;
  treatmentsOf(well: PlateWell): WellTreatments;
}

export interface WellTreatments {
  readonly doses: Doses;
  readonly additions: readonly Treatment[];
  /** What cannot be read, and how it is to be written. */
  readonly wrong: { readonly piece: string; readonly remedy: string } | null;
}

/** The published code's: names as written, blanks included, and the treatment's text alone says what was added. */
export const publishedRule: WellRule = {
  nameOf: (written) => written,
  leftOut: () => null,
  treatmentsOf(well) {
    const { doses, wrong } = parseTreatment(well.treatment);
    const fault = wrong === null ? null : { piece: wrong, remedy: treatmentRemedy(wrong, doses) };
    return { doses, additions: [], wrong: fault };
  },
};

/**
 * The wells whose device is one of the spec's, in the order of files and lines, without those that the rule leaves out and
 * those that got a treatment outside `conditions`. A device of the spec without a well left is a problem.
 */
export function selectWells(
  spec: DataSpec,
  runs: readonly NamedRun[],
  rule: WellRule,
): { readonly wells: readonly SelectedWell[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wells: SelectedWell[] = [];
  const [leftOut, dropped, undosed] = [tally(), tally(), tally()];
  const matched = new Set<number>();
  const devices = spec.devices.map(rule.nameOf);
  const conditions = spec.conditions.map(rule.nameOf);
  for (const source of runs) {
    source.run.wells.forEach((well, index) => {
      const exact = spec.devices.indexOf(well.device);
      const device = exact === -1 ? devices.indexOf(rule.nameOf(well.device)) : exact;
      if (device === -1) return;
      matched.add(device);
      const why = rule.leftOut(well);
      if (why !== null) {
        leftOut.add(why);
        return;
      }
      const { doses, additions, wrong } = rule.treatmentsOf(well);
      if (wrong !== null) {
        problems.push(treatmentProblem(source.file, well, wrong.piece, wrong.remedy));
        return;
      }
      // a remark such as “water” is none; a number is a dose that was meant to be read
      const isRemark = well.treatments === undefined && doses.size === 0;
      if (isRemark && /\d/.test(well.treatment)) undosed.add(well.treatment);
      const given = [...doses, ...additions.map(({ name, value }) => [name, value] as const)];
      const foreign = given.find(([key, dose]) => dose !== 0 && !conditions.includes(key));
      if (foreign === undefined) wells.push({ source, well, index, device, doses, additions });
      else dropped.add(foreign[0]);
    });
  }
  for (const [why, count] of leftOut.counts) problems.push(leftOutProblem(why, count));
  for (const [key, count] of dropped.counts) {
    problems.push({
      code: 'experiment.droppedWells',
      severity: 'warning',
      message: `${count} wells got “${key}”, which is not in data.conditions, and are left out`,
      remedy: `Add “${key}” to data.conditions to use them.`,
    });
  }
  for (const [text, count] of undosed.counts) {
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

function tally(): { readonly counts: ReadonlyMap<string, number>; add(key: string): void } {
  const counts = new Map<string, number>();
  return { counts, add: (key) => counts.set(key, (counts.get(key) ?? 0) + 1) };
}

function leftOutProblem(why: string, count: number): Problem {
  return {
    code: 'experiment.leftOut',
    severity: 'warning',
    message: `${count === 1 ? '1 well is' : `${count} wells are`} left out: ${why}`,
    remedy: 'Nothing need be done where this is meant; else correct what the layout says of them.',
  };
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
    const message = `no well of device “${name}” is left: all got treatments outside data.conditions, or are left out`;
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
