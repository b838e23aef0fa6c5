import { pushAll } from '../../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { CorrectionStep } from '../../experiment/correction/step.ts';
import type { Experiment, Individual } from '../../experiment/experiment.ts';
import { nameRuns, type SourceFile } from '../../experiment/name-runs.ts';
import { plainRule } from '../../experiment/plain-rule.ts';
import { everyPart } from '../../experiment/plate-decisions.ts';
import { isUsed, wellRole } from '../../experiment/plate-series.ts';
import { referenceExperiment } from '../../experiment/reference.ts';
import { scaleWells } from '../../experiment/scale-wells.ts';
import { publishedRule } from '../../experiment/select-wells.ts';
import type { NamedRun } from '../../experiment/selected-well.ts';
import { unscaledWells } from '../../experiment/wells.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { Layout } from '../../plate/layout/layout.ts';
import { knownPlates, noDevices, otherUnits, settledDoses } from './as-in-fit.ts';
import { otherGrids } from './fit-grid.ts';
import { type NewDevices, newDevices } from './new-devices.ts';

/** Plate files that had no part in a fit, by name in their order, and what was said of their wells. */
export interface NewPlates {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly layouts: readonly Layout[];
  /** What is done to their readings; null: what the fit did to those of every plate. */
  readonly corrections: readonly CorrectionStep[] | null;
}

export interface NewWells {
  /** The fit's experiment, with devices more where the wells have others. */
  readonly experiment: Experiment;
  /** As the fit would have had them: scales, doses and times are its own. */
  readonly wells: readonly Individual[];
}

/**
 * Wells of new plates as a fit sees wells: by its preprocessing, divided by its scales, doses in its units, nothing estimated from them.
 *
 * @param own the fit's layouts, which say how its parts are called.
 */
export function newWells(plan: FitPlan, own: readonly Layout[], plates: NewPlates): Outcome<NewWells> {
  const { experiment, spec } = plan;
  const isReference = experiment.preprocessing === 'reference';
  const { nameOf } = isReference ? publishedRule : plainRule;
  const problems: Problem[] = [];
  // parts are those of the fit, and are told of below
  const layouts = plates.layouts.map(({ plate, wells }): Layout => ({ plate, wells }));
  const corrections = plates.corrections ?? carriedOn(experiment.corrections ?? [], problems);
  const decisions = { layouts, corrections, parts: everyPart };
  const { places: _, ...data } = spec.data;
  const wanted = { ...data, files: [...plates.files.keys()], normalize: Array.from(experiment.scales) };
  const noticed: Problem[] = [];
  const { runs } = nameRuns(wanted, plates.files, decisions, noticed);
  pushAll(noticed, knownPlates(experiment, runs, plates.files));
  pushAll(noticed, otherUnits(experiment, runs));
  const grid = isReference ? plan.individuals[0].times_h : null;
  if (grid !== null) pushAll(noticed, otherGrids(grid, experiment.signals, runs));
  if (hasError(noticed)) return failure([...problems, ...noticed]);
  const held = [...new Set(runs.flatMap(devicesIn))].filter((name) => name !== '');
  if (held.length === 0) return failure([...problems, ...noticed, noDevices()]);
  const devices = newDevices(experiment, held, { own, given: plates.layouts, nameOf });
  pushAll(problems, devices.problems);
  if (hasError(problems)) return failure([...problems, ...noticed]);
  const named = {
    ...wanted,
    ...{ devices: devices.names, prettyDevices: devices.names },
    ...{ groups: null, defaultDevices: new Map() },
  };
  const made = isReference
    ? referenceExperiment(named, plates.files, decisions, grid)
    : scaledWells(named, plates.files, decisions);
  pushAll(problems, made.problems.filter(isTrueHere).map(hereWords));
  if (!made.ok) return failure(problems);
  const settled = settledDoses(plan, made.value);
  pushAll(problems, settled.problems);
  if (!settled.ok) return failure(problems);
  const wells = settled.value.map((well) => withDevice(well, devices, experiment));
  return success({ experiment: devices.experiment, wells }, problems);
}

function scaledWells(...[spec, files, decisions]: Parameters<typeof unscaledWells>): Outcome<Experiment> {
  const read = unscaledWells(spec, files, decisions);
  if (!read.ok) return read;
  const scaled = scaleWells(spec, read.value, new Int32Array(0));
  return scaled.ok ? success(scaled.value, [...read.problems, ...scaled.problems]) : scaled;
}

/** Steps for every plate; those for some of the fit's plates, and what was decided of single wells, are of those alone. */
function carriedOn(steps: readonly CorrectionStep[], problems: Problem[]): readonly CorrectionStep[] {
  const on = steps.filter(({ on, kind }) => on && kind !== 'excludeWells' && kind !== 'excludeReadings');
  const others = on.filter(({ plate }) => plate !== null);
  if (others.length > 0) {
    const plates = [...new Set(others.map(({ plate }) => plate))].slice(0, 4).join(', ');
    problems.push({
      code: 'predict.corrections',
      severity: 'warning',
      message: `the fit corrected readings of ${plates} by ${others.length === 1 ? 'a step' : `${others.length} steps`} of their own (${others[0].kind}), which the new plates do not get`,
      remedy: 'Give what holds for the new plates with --corrections FILE (see quality.md), if they need it.',
    });
  }
  return on.filter(({ plate }) => plate === null);
}

function devicesIn({ run }: NamedRun): readonly string[] {
  return run.wells.filter((well) => isUsed(well) && wellRole(well) === 'sample').map(({ device }) => device);
}

/** What is said of doses that go their own way is not so: they go the fit's. */
function isTrueHere({ code }: Problem): boolean {
  return code !== 'experiment.doseLost';
}

/** There is no spec that could be changed, only another fit. */
function hereWords(problem: Problem): Problem {
  const remedy = remedies[problem.code];
  return remedy === undefined ? problem : { ...problem, remedy };
}

const remedies: Readonly<Record<string, string>> = {
  'experiment.droppedWells':
    'Nothing is to be done if these wells are not meant; a model that takes the treatment predicts them after a fit with it.',
  'experiment.noWells':
    'Name files with wells whose treatments the fit knows, or fit with the others among data.conditions.',
  'experiment.noReadings':
    'Nothing is to be done if these wells are not meant; else give files in which they were read.',
  'spec.unknownSignal':
    'Export the plate with the signals of the fit under their names, or rename them in the file.',
};

function withDevice(well: Individual, { at, experiment }: NewDevices, fitted: Experiment): Individual {
  const device = at[well.device];
  return { ...well, device, partsHot: hotOf(experiment, device, fitted) };
}

/** As the fit's networks take it: what it has no place for is 0. */
function hotOf(
  { parts }: Experiment,
  device: number,
  { individuals, preprocessing }: Experiment,
): Float64Array {
  const hot = new Float64Array(individuals[0].partsHot.length);
  if (parts.length === 0) {
    const place = preprocessing === 'reference' ? 0 : device;
    if (place < hot.length) hot[place] = 1;
    return hot;
  }
  let offset = 0;
  for (const { partOfDevice, count } of parts) {
    const part = partOfDevice[device] ?? null;
    if (part !== null && part < count) hot[offset + part] = 1;
    offset += count;
  }
  return hot;
}
