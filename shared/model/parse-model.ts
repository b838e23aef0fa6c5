import { nearestName } from '../base/nearest-name.ts';
import { failure, hasError, type Outcome, type Problem } from '../base/problem.ts';
import { checkModel } from './check-model.ts';
import type { Model, Setting } from './model.ts';
import { parseSections } from './parse-sections.ts';
import { SourceText } from './source-text.ts';

/** Far beyond what a person writes; larger texts would only cost time before they fail. */
const longestText = 1_000_000;

/**
 * Model text -> checked Model.
 *
 * @param file name for messages.
 * @param settings values that replace those of the text's `settings` section (`noise_form`, `n_hidden_decoder`).
 * @returns the model with warnings, or every problem found, each with line, column and caret.
 */
export function parseModel(
  text: string,
  file: string,
  settings: ReadonlyMap<string, Setting> = new Map(),
): Outcome<Model> {
  if (text.length > longestText) {
    return failure([
      {
        code: 'model.tooLarge',
        severity: 'error',
        message: `the text has ${text.length} characters; a model has at most ${longestText}`,
        remedy: 'check that this is a model file',
        place: { file },
      },
    ]);
  }
  const source = new SourceText(text, file);
  const { syntax, problems: read } = parseSections(source, settings);
  const problems = [...read, ...unknownSettings(syntax.settings, settings, file)];
  const checked = checkModel(source, syntax);
  // An entry that could not be read would make every use of its name a second, misleading problem.
  if (hasError(problems)) return failure(problems);
  return checked.ok
    ? { ...checked, problems: [...problems, ...checked.problems] }
    : failure([...problems, ...checked.problems]);
}

function unknownSettings(
  known: ReadonlyMap<string, Setting>,
  chosen: ReadonlyMap<string, Setting>,
  file: string,
): readonly Problem[] {
  const names = [...known.keys()];
  return [...chosen.keys()]
    .filter((name) => !known.has(name))
    .map((name) => {
      const nearest = nearestName(name, names);
      return {
        code: 'model.setting',
        severity: 'warning',
        message: `the model has no setting \`${name}\`, so it changes nothing`,
        remedy:
          nearest !== null
            ? `did you mean \`${nearest}\`?`
            : names.length === 0
              ? 'leave it out'
              : `settings of this model are ${names.join(', ')}`,
        place: { file },
      };
    });
}
