import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { pushAll } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { sha256Hex } from '../../shared/base/sha256.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import { everyPart } from '../../shared/experiment/plate-decisions.ts';
import { type SplitExperiment, splitExperiment } from '../../shared/experiment/split-experiment.ts';
import { isJoint } from '../../shared/fit/joint.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { settingProblems } from '../../shared/fit/setting-problems.ts';
import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { jointOnly } from '../../shared/inference/plan/joint-only.ts';
import { prepareFit } from '../../shared/inference/plan/prepare-fit.ts';
import { takenParts } from '../../shared/inference/plan/taken-parts.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { posteriorProblems } from '../../shared/inference/posterior/posterior-problems.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import type { Model } from '../../shared/model/model.ts';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { dataPath, isForeignPath } from './data-path.ts';
import { orderedModel } from './freeze-model.ts';
import { mostData, readInputBytes } from './input-file.ts';
import type { DataFile } from './messages.ts';
import { readOrder } from './read-order.ts';

export interface LoadedFit {
  readonly spec: FitSpec;
  readonly plan: FitPlan;
  readonly experiment: Experiment;
}

/**
 * Everything from the order's texts and files to a plan; all problems of a stage together, then no further. `files`: the
 * data, for a fit in a project; null: they are read from the order's folder. `purpose` simulation: whether what is found could be
 * fitted as the settings say is not asked.
 */
export async function loadFit(
  order: FitOrder,
  models: string,
  files: readonly DataFile[] | null = null,
  purpose: 'fit' | 'simulation' = 'fit',
): Promise<Outcome<LoadedFit>> {
  const problems: Problem[] = [];
  const take = <T>(outcome: Outcome<T>): T | null => {
    pushAll(problems, outcome.problems);
    return outcome.ok ? outcome.value : null;
  };
  const spec = take(readOrder(order));
  if (spec === null) return failure(problems);
  const modelFile = take(orderedModel(order, spec, models));
  const model = modelFile === null ? null : take(parseSpecModel(spec, modelFile.text, modelFile.file));
  const sources = take(await readDataFiles(spec, order.data, files));
  const data = sources === null ? null : take(splitData({ spec, model }, sources, order));
  if (model === null || data === null) return failure(problems);
  const planned = purpose === 'fit' ? planFit : unaskedPlan;
  const plan = take(planned(spec, model, data, order.settings));
  return plan === null ? failure(problems) : success({ spec, plan, experiment: data.experiment }, problems);
}

/**
 * The spec's wells, laid out and corrected, split and scaled as an order has it; they know how their readings were corrected.
 * `model` null: it is not known, and any part may be one of its own.
 */
export function splitData(
  { spec, model }: { readonly spec: FitSpec; readonly model: Model | null },
  files: ReadonlyMap<string, SourceFile>,
  { settings, layouts, corrections }: Pick<FitOrder, 'settings' | 'layouts' | 'corrections'>,
): Outcome<SplitExperiment> {
  const beyond = settingProblems(settings);
  if (beyond.length > 0) return failure(beyond);
  const parts = model === null ? everyPart : takenParts(spec, model);
  const made = splitExperiment(spec.data, files, settings, { layouts, corrections, parts });
  if (!made.ok) return made;
  return success({ ...made.value, experiment: { ...made.value.experiment, corrections } }, made.problems);
}

/** Spec, model and data joined, under the settings of an order; refused where its posterior cannot be had as they say. */
export function planFit(
  spec: FitSpec,
  model: Model,
  data: SplitExperiment,
  settings: FitOrder['settings'],
): Outcome<FitPlan> {
  const plan = unaskedPlan(spec, model, data, settings);
  if (!plan.ok) return plan;
  const { split, parameters } = plan.value;
  const refused = isJoint(settings)
    ? posteriorProblems(plan.value, jointLayout(plan.value, split.train))
    : jointOnly(parameters, spec);
  return hasError(refused)
    ? failure([...plan.problems, ...refused])
    : success(plan.value, [...plan.problems, ...refused]);
}

function unaskedPlan(
  spec: FitSpec,
  model: Model,
  { experiment, split }: SplitExperiment,
  settings: FitOrder['settings'],
): Outcome<FitPlan> {
  return prepareFit({
    spec,
    model,
    experiment,
    split,
    settings: {
      seed: settings.seed,
      epochs: settings.epochs,
      batch: settings.batch ?? spec.batch,
      draws: settings.draws,
      evaluationDraws: settings.evaluationDraws,
      evaluateEvery: settings.evaluateEvery,
      objective: settings.objective,
      estimator: settings.estimator,
      selection: settings.selection,
      posterior: settings.posterior,
      warmup: settings.warmup,
      refinement: settings.refinement,
      guide: 'factorised',
    },
  });
}

/** The spec's data files by name. What went well but was noticed is said again by whoever uses the files. */
async function readDataFiles(
  spec: FitSpec,
  folder: string,
  given: readonly DataFile[] | null,
): Promise<Outcome<ReadonlyMap<string, SourceFile>>> {
  const problems: Problem[] = [];
  const files = new Map<string, SourceFile>();
  for (const [index, name] of spec.data.files.entries()) {
    const own = given?.find((file) => file.name === name);
    const bytes = given === null ? readBytes(dataPath(folder, name)) : own?.bytes;
    if (bytes === undefined || typeof bytes === 'string') {
      const place = spec.data.places?.files[index] ?? { place: { file: spec.file } };
      problems.push({ ...missingFile(name, folder, bytes ?? null), ...place });
      continue;
    }
    const outcome = await readPlateFile({ file: name, bytes }, own?.answers);
    if (outcome.ok) files.set(name, { plateFile: outcome.value, sha256: sha256Hex(bytes) });
    else pushAll(problems, outcome.problems);
  }
  return hasError(problems) ? failure(problems) : success(files);
}

/** `fault`: the system's sentence; null: a project's file. */
function missingFile(name: string, folder: string, fault: string | null): Problem {
  const base = { code: 'spec.missingFile', severity: 'error' } as const;
  if (fault === null) {
    const message = `the project has no file “${name}”`;
    return { ...base, message, remedy: 'Import it, or take it out of data.files.' };
  }
  const message = `the data file “${name}” cannot be read: ${fault}`;
  if (isForeignPath(name)) {
    const remedy = 'This is a path of another system: write the one that the file has on this machine.';
    return { ...base, message, remedy };
  }
  if (isAbsolute(dataPath('', name))) {
    const remedy = 'Correct the path, or write the name alone and give its folder with --data.';
    return { ...base, message, remedy };
  }
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const remedy = isFolder
    ? `Put it into ${folder}, or name its folder with --data.`
    : 'Name its folder with --data.';
  return { ...base, message, remedy };
}

/** The file's bytes, or half a sentence why not. */
function readBytes(path: string): Uint8Array | string {
  const file = readInputBytes(path, mostData);
  return file.ok ? file.value : file.fault;
}
