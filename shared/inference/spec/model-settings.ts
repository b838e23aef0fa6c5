import type { Outcome } from '../../base/problem.ts';
import type { Model, Setting } from '../../model/model.ts';
import { parseModel } from '../../model/parse-model.ts';
import type { FitSpec } from './fit-spec.ts';

/**
 * The model a spec asks for: its text read with the spec's settings. Published specs state sizes of neural blocks also
 * where their model has none; those change nothing, and nothing is said of them.
 */
export function parseSpecModel(spec: FitSpec, text: string, file: string): Outcome<Model> {
  const plain = parseModel(text, file);
  if (!plain.ok) return plain;
  const known = plain.value.settings;
  const chosen = [...settingsOf(spec)].filter(
    ([name, value]) => typeof value === 'string' || known.has(name),
  );
  return chosen.length === 0 ? plain : parseModel(text, file, new Map(chosen));
}

/** What a spec's settings say, in the words of the models. */
function settingsOf(spec: FitSpec): ReadonlyMap<string, Setting> {
  const { use_laplace: laplace, ...settings } = Object.fromEntries(spec.modelSettings);
  return new Map<string, Setting>([
    ...Object.entries(settings),
    ...(laplace === 1 ? [['residuals', 'laplace'] as const] : []),
  ]);
}
