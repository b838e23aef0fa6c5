import { failure, hasError, type Outcome } from '../base/problem.ts';
import { checkModel } from './check-model.ts';
import { type ChoicePlace, noSetting, wrongChoices } from './choose-settings.ts';
import type { Model, ModelSetting } from './model.ts';
import { parseSections } from './parse-sections.ts';
import { SourceText } from './source-text.ts';
import { tieParameters } from './tie-parameters.ts';

/** Characters: far beyond what a person writes (the library's longest has 11,000); larger texts would only cost time before they fail. */
export const longestModel = 250_000;

/**
 * Model text -> checked Model.
 *
 * @param file name for messages.
 * @param settings values that replace those of the text's `settings` section (`noise_form`, `n_hidden_decoder`).
 * @param placeOf where each of them was chosen, by a caller who also tells of those that the model does not have.
 * @param ties parameters that take another's value -> the other; both are the model's.
 * @returns the model with warnings, or every problem found, each with line, column and caret.
 */
export function parseModel(
  text: string,
  file: string,
  settings: ReadonlyMap<string, ModelSetting> = new Map(),
  placeOf?: (name: string) => ChoicePlace | undefined,
  ties: ReadonlyMap<string, string> = new Map(),
): Outcome<Model> {
  if (text.length > longestModel) {
    return failure([
      {
        code: 'model.tooLarge',
        severity: 'error',
        message: `the text has ${text.length} characters; a model has at most ${longestModel}`,
        remedy: 'check that this is a model file',
        place: { file },
      },
    ]);
  }
  const source = new SourceText(text, file);
  const { syntax, problems: read } = parseSections(source, settings);
  const known = [...syntax.declared.keys()];
  const strange =
    placeOf === undefined ? [...settings.keys()].filter((name) => !syntax.declared.has(name)) : [];
  const problems = [
    ...read,
    ...wrongChoices(syntax.declared, settings, placeOf ?? (() => undefined)),
    ...strange.map((name) => noSetting(name, known, { place: { file } })),
  ];
  const checked = checkModel(source, tieParameters(syntax, ties));
  // An entry that could not be read would make every use of its name a second, misleading problem.
  if (hasError(problems)) return failure(problems);
  return checked.ok
    ? { ...checked, problems: [...problems, ...checked.problems] }
    : failure([...problems, ...checked.problems]);
}
