import { failure, hasError, type Outcome } from '../base/problem.ts';
import { checkModel } from './check-model.ts';
import type { Model } from './model.ts';
import { parseSections } from './parse-sections.ts';
import { SourceText } from './source-text.ts';

/** Far beyond what a person writes; larger texts would only cost time before they fail. */
const longestText = 1_000_000;

/**
 * Model text -> checked Model.
 *
 * @param file name for messages.
 * @returns the model with warnings, or every problem found, each with line, column and caret.
 */
export function parseModel(text: string, file: string): Outcome<Model> {
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
  const { syntax, problems } = parseSections(source);
  const checked = checkModel(source, syntax);
  // An entry that could not be read would make every use of its name a second, misleading problem.
  if (hasError(problems)) return failure(problems);
  return checked.ok
    ? { ...checked, problems: [...problems, ...checked.problems] }
    : failure([...problems, ...checked.problems]);
}
