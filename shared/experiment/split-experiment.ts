import { type Outcome, success } from '../base/problem.ts';
import type { DataSpec, Preprocessing } from './data-spec.ts';
import type { Experiment } from './experiment.ts';
import type { SourceFile } from './name-runs.ts';
import { nothingDecided, type PlateDecisions } from './plate-decisions.ts';
import { referenceExperiment } from './reference.ts';
import { scaleWells } from './scale-wells.ts';
import { type Split, type SplitOptions, split } from './split.ts';
import { type UnscaledWells, unscaledWells } from './wells.ts';

/** The data of one fit, and which wells train, validate and are held out. */
export interface SplitExperiment {
  readonly experiment: Experiment;
  readonly split: Split;
}

export interface PreparationOptions extends SplitOptions {
  /** null: the spec's, else `reference`. */
  readonly preprocessing: Preprocessing | null;
}

/**
 * Files to wells, split and scaled. `reference` scales by all wells, as published; `wells` splits first, so that nothing
 * of a well that validates or is held out is in what the others are divided by. `files` by the spec's names; `decisions` of their
 * plates: without them none were made.
 */
export function splitExperiment(
  spec: DataSpec,
  files: ReadonlyMap<string, SourceFile>,
  options: PreparationOptions,
  decisions: PlateDecisions = nothingDecided,
): Outcome<SplitExperiment> {
  const preprocessing = options.preprocessing ?? spec.preprocessing ?? 'reference';
  const how = { ...options, foldUnit: options.foldUnit ?? spec.foldUnit ?? null };
  return preprocessing === 'wells'
    ? splitWells(unscaledWells(spec, files, decisions), spec, how)
    : splitReference(referenceExperiment(spec, files, decisions), how);
}

function splitReference(made: Outcome<Experiment>, options: SplitOptions): Outcome<SplitExperiment> {
  if (!made.ok) return made;
  const wells = split(made.value, options);
  const problems = [...made.problems, ...wells.problems];
  return wells.ok
    ? success({ experiment: made.value, split: wells.value }, problems)
    : { ok: false, problems };
}

function splitWells(
  made: Outcome<UnscaledWells>,
  spec: DataSpec,
  options: SplitOptions,
): Outcome<SplitExperiment> {
  if (!made.ok) return made;
  const wells = split(made.value.experiment, options);
  if (!wells.ok) return { ok: false, problems: [...made.problems, ...wells.problems] };
  const scaled = scaleWells(spec, made.value, wells.value.train);
  const problems = [...made.problems, ...wells.problems, ...scaled.problems];
  return scaled.ok
    ? success({ experiment: scaled.value, split: wells.value }, problems)
    : { ok: false, problems };
}
