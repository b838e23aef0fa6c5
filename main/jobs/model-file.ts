import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nearestName } from '../../shared/base/nearest-name.ts';
import { failure, type Outcome, type Place, success } from '../../shared/base/problem.ts';
import { readInputText } from './input-file.ts';

export interface ModelFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The text of a model named by library id (`dr_constant`) or by a path: whatever ends in `.model` or holds a slash,
 * relative to `folder`. `place` is where the name was written.
 */
export function readModelFile(
  name: string,
  models: string,
  folder: string,
  place: Place,
): Outcome<ModelFile> {
  const isPath = isModelPath(name);
  const ids = libraryModels(models);
  if (!isPath && !ids.includes(name)) {
    const nearest = nearestName(name, ids);
    return failure([
      {
        code: 'model.unknown',
        severity: 'error',
        message: `there is no model “${name}” in the library${nearest === null ? '' : `; did you mean “${nearest}”?`}`,
        remedy: `Use one of ${ids.join(', ')}, or the path of a file that ends in .model.`,
        place,
      },
    ]);
  }
  const file = isPath ? resolve(folder, name) : join(models, name, `${name}.model`);
  const text = readInputText(file);
  if (text.ok) return success({ file, text: text.value });
  const message = `the model file ${file} cannot be read: ${text.fault}`;
  const remedy = `${text.remedy} Or use a model of the library: ${ids.join(', ')}.`;
  return failure([{ code: 'model.unreadable', severity: 'error', message, remedy, place }]);
}

/** Whether a spec's name for its model is that of a file and not of one in the library. */
export function isModelPath(name: string): boolean {
  return name.endsWith('.model') || /[/\\]/.test(name);
}

/** Ids of the library, sorted. */
export function libraryModels(models: string): readonly string[] {
  if (!existsSync(models)) return [];
  const ids = readdirSync(models).filter((id) => existsSync(join(models, id, `${id}.model`)));
  return ids.sort();
}
