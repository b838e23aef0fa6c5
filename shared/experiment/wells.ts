import { pushAll } from '../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import type { PlateSignal } from '../plate/plate-run.ts';
import { treatmentName } from '../plate/treatment.ts';
import type { DataSpec } from './data-spec.ts';
import { plainDoses, type TreatmentDoses } from './doses.ts';
import type { Addition, Experiment, Individual, PartGroup } from './experiment.ts';
import { layoutParts } from './layout-parts.ts';
import { type NamedRuns, nameRuns, type SourceFile } from './name-runs.ts';
import { deviceHot, partGroups } from './part-groups.ts';
import { plainRule } from './plain-rule.ts';
import { nothingDecided, type PlateDecisions } from './plate-decisions.ts';
import { selectWells } from './select-wells.ts';
import { type NamedRun, type SelectedWell, statedUnits } from './selected-well.ts';
import { timedSignals } from './timed-signals.ts';
import { gridCache, type WellSeries, wellSeries } from './well-series.ts';

/** Individuals whose readings are still in the file's unit, and the wells that they were made of. */
export interface UnscaledWells {
  readonly experiment: Experiment;
  readonly wells: readonly SelectedWell[];
}

/**
 * The preprocessing that leaves readings as they are. Each well keeps its own times, which may differ between its signals;
 * where a signal was not read at one of them it has no reading there. Nothing is interpolated, rounded or subtracted:
 *
 * 1. wells of the spec's devices that are samples and that nobody excluded, names without regard to blanks;
 * 2. times are the sorted union of those of the well's signals, with a mask;
 * 3. doses as stated; networks see log(1 + dose / smallest dose); what was added later keeps its time;
 * 4. folds are cut and the held-out device is taken out, and only then
 * 5. each signal is divided by its scale, from training wells alone (`scaleWells`).
 *
 * A spec that says `subtract_background: true` still gets each series' minimum subtracted; corrections that the plate had
 * are in the runs already.
 */
export function unscaledWells(
  spec: DataSpec,
  files: ReadonlyMap<string, SourceFile>,
  decisions: PlateDecisions = nothingDecided,
): Outcome<UnscaledWells> {
  const problems: Problem[] = [];
  const named = nameRuns(spec, files, decisions, problems);
  if (hasError(problems)) return failure(problems);
  const selected = selectWells(spec, named.runs, plainRule);
  pushAll(problems, selected.problems);
  const signals = timedSignals(spec, named.runs, problems);
  if (hasError(problems)) return failure(problems);

  const wells = withReadings(seriesOf(selected.wells, signals), problems);
  const stated = layoutParts(spec, named.runs, plainRule.nameOf, problems);
  const parts = partGroups(spec, stated, decisions.parts, problems);
  if (hasError(problems)) return failure(problems);
  const experiment = experimentOf(spec, named, wells, parts);
  return success(
    {
      experiment: { ...experiment, treatmentUnits: selected.units, problems },
      wells: wells.map(({ well }) => well),
    },
    problems,
  );
}

interface ReadWell {
  readonly well: SelectedWell;
  readonly series: WellSeries;
}

function seriesOf(
  wells: readonly SelectedWell[],
  signals: ReadonlyMap<NamedRun, readonly (PlateSignal | null)[]>,
): readonly ReadWell[] {
  const grids = gridCache();
  return wells.map((well) => {
    const changes = well.additions.map(({ time_s }) => time_s / 3600);
    return { well, series: wellSeries(well, signals.get(well.source) ?? [], changes, grids) };
  });
}

/** A well of which nothing was read says nothing, and has no time to begin at. */
function withReadings(wells: readonly ReadWell[], problems: Problem[]): readonly ReadWell[] {
  const read = wells.filter(({ series }) => series.mask.some((code) => code !== 0));
  const empty = wells.filter(({ series }) => !series.mask.some((code) => code !== 0));
  const [first] = empty;
  if (first === undefined) return read;
  const { source, well } = first.well;
  const others = empty.length === 1 ? '' : ` and ${empty.length - 1} more`;
  problems.push({
    code: 'experiment.noReadings',
    severity: read.length === 0 ? 'error' : 'warning',
    message: `well ${source.plate}/${well.well}${others} ${empty.length === 1 ? 'has' : 'have'} no number in any of the spec’s signals and ${empty.length === 1 ? 'is' : 'are'} left out`,
    remedy: 'Name signals under data.signals in which the wells were read.',
    place: { file: source.file, line: well.line },
  });
  return read;
}

function experimentOf(
  spec: DataSpec,
  { runs, sources }: NamedRuns,
  wells: readonly ReadWell[],
  parts: readonly PartGroup[],
): Omit<Experiment, 'problems'> {
  const names = spec.conditions.map(treatmentName);
  const doses = names.map((name) =>
    plainDoses(Float64Array.from(wells, ({ well }) => well.doses.get(name) ?? 0)),
  );
  const hot = (device: number): Float64Array => deviceHot(parts, spec.devices.length, device);
  return {
    signals: spec.signals,
    treatments: spec.conditions,
    doseUnits: Float64Array.from(doses, ({ unit }) => unit),
    signalUnits: statedUnits(spec.signals, runs),
    devices: spec.devices.map((name, index) => ({ name, title: spec.prettyDevices[index] ?? name })),
    parts,
    scales: new Float64Array(spec.signals.length).fill(1),
    individuals: wells.map((each, w) => individualOf(each, w, { names, doses, hot })),
    sources,
    preprocessing: 'wells',
  };
}

interface Shared {
  /** Names of treatments as compared, [treatment]. */
  readonly names: readonly string[];
  readonly doses: readonly TreatmentDoses[];
  hot(device: number): Float64Array;
}

function individualOf({ well, series }: ReadWell, w: number, { names, doses, hot }: Shared): Individual {
  const { factors } = well.well;
  const additions = well.additions.flatMap(({ name, value, time_s }): readonly Addition[] => {
    const treatment = names.indexOf(name);
    return treatment < 0 ? [] : [{ treatment, value, time_h: time_s / 3600 }];
  });
  return {
    id: `${well.source.plate}/${well.well.well}`,
    plate: well.source.plate,
    well: well.well.well,
    device: well.device,
    partsHot: hot(well.device),
    logTreatments: Float64Array.from(doses, ({ logs }) => logs[w] ?? 0),
    doses: Float64Array.from(doses, ({ seen }) => seen[w] ?? 0),
    statedDoses: Float64Array.from(doses, ({ stated }) => stated[w] ?? 0),
    ...series,
    backgrounds: new Float64Array(series.mask.length / Math.max(1, series.times_h.length)),
    ...(factors !== undefined && { factors }),
    ...(additions.length > 0 && { additions }),
  };
}
