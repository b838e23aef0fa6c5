import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import { referenceExperiment, type SourceFile } from '../../shared/experiment/reference.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import type { Model } from '../../shared/model/model.ts';
import { planFit } from '../jobs/load-fit.ts';
import { readModelFile } from '../jobs/model-file.ts';
import { defaultFit, settingsOf } from './fit-summary.ts';

/** A project's spec with its model; data are looked at elsewhere. */
export interface ProjectSpec {
  readonly spec: FitSpec;
  readonly model: Model;
}

export interface SpecText {
  readonly name: string;
  readonly text: string;
}

/** Larger texts are no specs. */
const largestSpec = 1 << 20;

/** Reads a spec for a project. Its model is one of the library: a path would mean another file on the next machine. */
export function readProjectSpec({ name, text }: SpecText, models: string): Outcome<ProjectSpec> {
  if (text.length > largestSpec) {
    const message = `the spec has ${text.length} characters, more than ${largestSpec}`;
    const remedy = 'Give a spec: YAML with data, model and params.';
    return failure([{ code: 'spec.tooLarge', severity: 'error', message, remedy, place: { file: name } }]);
  }
  const spec = parseFitSpec(text, name);
  if (!spec.ok) return spec;
  const path = modelPathProblem(spec.value);
  if (path !== null) return failure([...spec.problems, path]);
  const model = libraryModel(spec.value, models);
  const problems = [...spec.problems, ...model.problems];
  return model.ok ? success({ spec: spec.value, model: model.value }, problems) : failure(problems);
}

/** null: the spec names a model of the library. */
export function modelPathProblem({ model, modelPlace }: FitSpec): Problem | null {
  if (!model.endsWith('.model') && !/[/\\]/.test(model)) return null;
  const message = `the spec names the model file “${model}”`;
  const remedy = 'Name a model of the library: a project is one file and must not need another.';
  return { code: 'spec.modelPath', severity: 'error', message, remedy, place: modelPlace };
}

function libraryModel(spec: FitSpec, models: string): Outcome<Model> {
  const file = readModelFile(spec.model, models, '', spec.modelPlace);
  return file.ok ? parseSpecModel(spec, file.value.text, file.value.file) : file;
}

/** All that a fit of this spec on these files would stumble over before its first step, but for its settings. */
export function checkProjectSpec(
  { spec, model }: ProjectSpec,
  sources: ReadonlyMap<string, SourceFile>,
): readonly Problem[] {
  const experiment = experimentOf(spec, sources);
  if (!experiment.ok) return experiment.problems;
  const one = settingsOf({ ...defaultFit, folds: 2 });
  const plan = planFit(spec, model, experiment.value, one);
  return [...experiment.problems, ...plan.problems];
}

/** A missing file is told in the project's words: there is no folder to put it into. */
function experimentOf(spec: FitSpec, sources: ReadonlyMap<string, SourceFile>): Outcome<Experiment> {
  const missing = missingFiles(spec, [...sources.keys()]);
  return hasError(missing) ? failure(missing) : referenceExperiment(spec.data, sources);
}

export function missingFiles(spec: FitSpec, present: readonly string[]): readonly Problem[] {
  const names = present.length === 0 ? 'none' : present.join(', ');
  return spec.data.files.flatMap((file, index): Problem[] => {
    if (present.includes(file)) return [];
    const message = `the project has no file “${file}”`;
    const remedy = `Import it, or take it out of data.files; the project has: ${names}.`;
    const where = spec.data.places?.files[index] ?? { place: { file: spec.file } };
    return [{ code: 'spec.missingFile', severity: 'error', message, remedy, ...where }];
  });
}
