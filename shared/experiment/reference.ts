import { pushAll } from '../base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../base/problem.ts';
import { readingProblems } from './check-readings.ts';
import type { DataSpec } from './data-spec.ts';
import { doseProblem, treatmentDoses } from './doses.ts';
import type { Experiment, Individual } from './experiment.ts';
import { layoutParts } from './layout-parts.ts';
import { nameRuns, type SourceFile } from './name-runs.ts';
import { nearestTimes } from './nearest-times.ts';
import { partGroups, partsHot } from './part-groups.ts';
import { nothingDecided, type PlateDecisions } from './plate-decisions.ts';
import { readingState } from './plate-series.ts';
import { type RunTable, runTable } from './run-times.ts';
import { publishedRule, selectWells } from './select-wells.ts';
import { type NamedRun, type SelectedWell, statedUnits } from './selected-well.ts';
import { subtractMinima } from './series-minima.ts';

/**
 * The preprocessing of the published code (microsoft/vi-hds), step by step and rounded to float32 where it rounds, so
 * that numbers fitted here compare with published ones:
 *
 * 1. wells of the spec's devices, files in spec order, wells in file order; treatments outside `conditions` drop a well;
 * 2. one time grid: the OD times of the first file with the fewest; from other files the reading nearest in time;
 * 3. each signal divided by its maximum over all wells, or by `normalize`;
 * 4. each series less its own minimum, if `subtract_background`;
 * 5. networks see log(1 + dose) in float32, models exp(.) - 1 of it, unless that would lose a dose (`treatmentDoses`).
 *
 * `files` maps the spec's file names to what was read. Individuals share one time array: `given`, where another experiment has
 * settled it.
 */
export function referenceExperiment(
  spec: DataSpec,
  files: ReadonlyMap<string, SourceFile>,
  decisions: PlateDecisions = nothingDecided,
  given: Float64Array | null = null,
): Outcome<Experiment> {
  const problems: Problem[] = [];
  const round = spec.dtype === 'float32' ? Math.fround : (value: number) => value;
  const { runs, sources } = nameRuns(spec, files, decisions, problems);
  if (hasError(problems)) return failure(problems);

  const selected = selectWells(spec, runs, publishedRule);
  pushAll(problems, selected.problems);
  const tables = new Map<NamedRun, RunTable>();
  for (const source of runs) {
    const table = runTable(spec, source, round, problems);
    if (table !== null) tables.set(source, table);
  }
  if (!spec.merge && runs.length > 1) {
    problems.push({
      code: 'experiment.unmerged',
      severity: 'error',
      message: `merge is false and the spec names ${runs.length} plates; this preprocessing has one time grid only`,
      remedy: 'Set data.merge to true, or name one file.',
    });
  }
  if (hasError(problems)) return failure(problems);

  const grid = given ?? shortestGrid([...tables.values()]);
  const cyclesOf = new Map([...tables].map(([source, table]) => [source, nearestTimes(grid, table.times_h)]));
  const parts = partGroups(
    spec,
    layoutParts(spec, runs, publishedRule.nameOf, problems),
    decisions.parts,
    problems,
  );
  const doses = spec.conditions.map((name) =>
    treatmentDoses(
      Float64Array.from(selected.wells, (well) => well.doses.get(name) ?? 0),
      spec.dtype,
    ),
  );
  doses.forEach((treatment, c) => {
    const lost = doseProblem(spec.conditions[c] ?? '', treatment, `data.conditions[${c}]`);
    if (lost !== null) problems.push(lost);
  });
  const individuals = selected.wells.map((well, w): Individual => {
    const table = tables.get(well.source);
    const cycles = cyclesOf.get(well.source) ?? new Int32Array(0);
    const { values, mask } = readWell(well, table?.signals ?? [], cycles, round);
    return {
      id: `${well.source.plate}/${well.well.well}`,
      plate: well.source.plate,
      well: well.well.well,
      device: well.device,
      partsHot: partsHot(parts, well.device),
      logTreatments: Float64Array.from(doses, ({ logs }) => logs[w] ?? 0),
      doses: Float64Array.from(doses, ({ seen }) => seen[w] ?? 0),
      statedDoses: Float64Array.from(doses, ({ stated }) => stated[w] ?? 0),
      times_h: grid,
      observations: values,
      backgrounds: new Float64Array(spec.signals.length),
      mask,
    };
  });
  const scales = scale(spec, individuals, grid.length, round, problems);
  if (hasError(problems)) return failure(problems);
  if (spec.subtractBackground) subtractMinima(individuals, spec.signals.length, round);
  pushAll(problems, readingProblems(spec, selected.wells, individuals, scales));
  const devices = spec.devices.map((name, index) => ({ name, title: spec.prettyDevices[index] ?? name }));
  const { signals, conditions: treatments } = spec;
  const preprocessing = 'reference';
  const doseUnits = Float64Array.from(doses, ({ unit }) => unit);
  const { units: treatmentUnits } = selected;
  const signalUnits = statedUnits(signals, runs);
  const units = { doseUnits, treatmentUnits, signalUnits };
  const made = { signals, treatments, ...units, devices, parts, scales, individuals };
  return success({ ...made, sources, preprocessing, problems }, problems);
}

/** The times of the first run with the fewest. */
function shortestGrid(tables: readonly RunTable[]): Float64Array {
  let grid = tables[0]?.times_h ?? new Float64Array(0);
  for (const { times_h } of tables) if (times_h.length < grid.length) grid = times_h;
  return grid;
}

/** Readings of a well at the given cycles, [signal, time], 0 where the mask is 0. */
function readWell(
  well: SelectedWell,
  signals: RunTable['signals'],
  cycles: Int32Array,
  round: (value: number) => number,
): { readonly values: Float64Array; readonly mask: Uint8Array } {
  const values = new Float64Array(signals.length * cycles.length);
  const mask = new Uint8Array(values.length);
  signals.forEach((signal, s) => {
    const length = signal.time_s?.length ?? 0;
    cycles.forEach((cycle, t) => {
      const at = well.index * length + cycle;
      const value = round(signal.values[at] ?? Number.NaN);
      if (!Number.isFinite(value)) return;
      values[s * cycles.length + t] = value;
      mask[s * cycles.length + t] = readingState(signal, at).kind === 'censored' ? 2 : 1;
    });
  });
  return { values, mask };
}

/** Divides in place; returns the divisors, [signal]. */
function scale(
  spec: DataSpec,
  individuals: readonly Individual[],
  times: number,
  round: (value: number) => number,
  problems: Problem[],
): Float64Array {
  return Float64Array.from(spec.signals, (name, s) => {
    let divisor = round(spec.normalize?.[s] ?? Number.NEGATIVE_INFINITY);
    if (spec.normalize === null) {
      for (const { observations, mask } of individuals) {
        for (let at = s * times; at < (s + 1) * times; at += 1) {
          if (mask[at] !== 0) divisor = Math.max(divisor, observations[at] ?? divisor);
        }
      }
    }
    if (!(divisor > 0)) {
      const held = Number.isFinite(divisor) ? `is ${divisor}` : 'does not exist: there is no reading';
      problems.push({
        code: 'experiment.scale',
        severity: 'error',
        message: `the maximum of ${name} ${held}, so it cannot be scaled by it`,
        remedy: 'State data.normalize, or leave the signal out.',
        ...(spec.places?.signals[s] ?? {}),
      });
      return 1;
    }
    for (const { observations } of individuals) {
      for (let at = s * times; at < (s + 1) * times; at += 1) {
        observations[at] = round((observations[at] ?? 0) / divisor);
      }
    }
    return divisor;
  });
}
