import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { OwnModel } from '../../shared/channels.ts';
import type { SourceFile } from '../../shared/experiment/name-runs.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import { formDefaultsFor } from '../../shared/fit/request.ts';
import { type FitOrderSettings, settingDefaults } from '../../shared/fit/settings.ts';
import type { FitSpec } from '../../shared/inference/spec/fit-spec.ts';
import { impliedSettings } from '../../shared/inference/spec/implied-settings.ts';
import { parseSpecModel } from '../../shared/inference/spec/model-settings.ts';
import { parseFitSpec } from '../../shared/inference/spec/parse-fit-spec.ts';
import type { Model } from '../../shared/model/model.ts';
import { planFit, splitData } from '../jobs/load-fit.ts';
import { isModelPath, type ModelFile, readModelFile } from '../jobs/model-file.ts';

/** A project's spec with its model; data are looked at elsewhere. */
export interface ProjectSpec {
  readonly spec: FitSpec;
  readonly model: Model;
}

export interface SpecText {
  readonly name: string;
  readonly text: string;
  /** The text of the user's own model; null: the spec names one of the library. */
  readonly model: OwnModel | null;
}

/** Larger texts are no specs. */
const largestSpec = 1 << 20;

/** Reads a spec for a project. */
export function readProjectSpec(chosen: SpecText, models: string): Outcome<ProjectSpec> {
  const { name, text } = chosen;
  if (text.length > largestSpec) {
    const message = `the spec has ${text.length} characters, more than ${largestSpec}`;
    const remedy = 'Give a spec: YAML with data, model and params.';
    return failure([{ code: 'spec.tooLarge', severity: 'error', message, remedy, place: { file: name } }]);
  }
  const spec = parseFitSpec(text, name);
  if (!spec.ok) return spec;
  const file = projectModel(spec.value, chosen.model, models);
  const model = file.ok ? parseSpecModel(spec.value, file.value.text, file.value.file) : file;
  const problems = [...spec.problems, ...model.problems];
  return model.ok ? success({ spec: spec.value, model: model.value }, problems) : failure(problems);
}

/**
 * The model that a project's spec names: of the library, or the user's own as the project has it. No file is looked for:
 * a path would mean another file on the next machine.
 */
export function projectModel(spec: FitSpec, own: OwnModel | null, models: string): Outcome<ModelFile> {
  const { model, modelPlace: place } = spec;
  if (!isModelPath(model)) return readModelFile(model, models, '', place);
  if (own !== null && own.name === nameWithoutFolders(model))
    return success({ file: own.name, text: own.text });
  const other =
    own === null ? 'and its text is not with the spec' : `and the one given with it is “${own.name}”`;
  const message = `the spec names the model file “${model}”, ${other}`;
  const remedy = `Give ${nameWithoutFolders(model)} together with the spec: a project keeps its text and needs no other file.`;
  return failure([{ code: 'spec.modelPath', severity: 'error', message, remedy, place }]);
}

/** Without folders, of this or another system. */
export function nameWithoutFolders(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** What a project holds that a fit of a spec is made of. */
export interface ProjectData extends Pick<FitOrder, 'layouts' | 'corrections'> {
  /** Those of the spec's files that are there. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** All files of the project that have readings. */
  readonly present: readonly string[];
}

/**
 * All that a fit of this spec on these files would stumble over before its first step. `settings` left out: they are not
 * looked at.
 */
export function checkProjectSpec(
  { spec, model }: ProjectSpec,
  { sources, present, layouts, corrections }: ProjectData,
  settings: FitOrderSettings = {
    ...settingDefaults,
    ...formDefaultsFor(impliedSettings(spec, (otherwise) => otherwise)),
    folds: 2,
  },
): readonly Problem[] {
  // A missing file is told in the project's words: there is no folder to put it into.
  const missing = missingFiles(spec, present);
  if (hasError(missing)) return missing;
  const data = splitData({ spec, model }, sources, { settings, layouts, corrections });
  if (!data.ok) return data.problems;
  return [...data.problems, ...planFit(spec, model, data.value, settings).problems];
}

export function missingFiles(spec: FitSpec, present: readonly string[]): readonly Problem[] {
  const names = present.length === 0 ? 'none' : present.join(', ');
  return spec.data.files.flatMap((file, index): Problem[] => {
    if (present.includes(file)) return [];
    const message = `the project has no file “${file}”`;
    const own = nameWithoutFolders(file);
    const remedy = present.includes(own)
      ? `Write ${own} alone: a project holds its files itself, by their names without folders.`
      : `Import it, or take it out of data.files; the project has: ${names}.`;
    const where = spec.data.places?.files[index] ?? { place: { file: spec.file } };
    return [{ code: 'spec.missingFile', severity: 'error', message, remedy, ...where }];
  });
}
