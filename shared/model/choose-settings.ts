import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { DeclaredSetting, ModelSetting } from './model.ts';

/** What a problem with a choice points at. */
export type ChoicePlace = Pick<Problem, 'place' | 'excerpt'>;

/** What is wrong with choosing this value of a setting; null: nothing. */
export function wrongChoice(
  name: string,
  { value, words }: DeclaredSetting,
  chosen: ModelSetting,
): Pick<Problem, 'message' | 'remedy'> | null {
  if (typeof chosen !== typeof value) {
    const kind = typeof value === 'number' ? 'a number' : 'a word';
    const remedy = words.length > 1 ? `choose one of ${words.join(', ')}` : `choose a value such as ${value}`;
    return { message: `the setting \`${name}\` is ${kind}, not \`${chosen}\``, remedy };
  }
  if (words.length < 2 || words.includes(chosen)) return null;
  return {
    message: `the setting \`${name}\` cannot be \`${chosen}\``,
    remedy: `choose one of ${words.join(', ')}`,
  };
}

/** Choices that a model cannot take are errors. */
export function wrongChoices(
  declared: ReadonlyMap<string, DeclaredSetting>,
  chosen: ReadonlyMap<string, ModelSetting>,
  placeOf: (name: string) => ChoicePlace | undefined,
): readonly Problem[] {
  return [...chosen].flatMap(([name, value]): readonly Problem[] => {
    const setting = declared.get(name);
    if (setting === undefined) return [];
    const wrong = wrongChoice(name, setting, value);
    if (wrong === null) return [];
    return [
      { code: 'model.setting', severity: 'error', ...wrong, ...(placeOf(name) ?? { place: setting.place }) },
    ];
  });
}

/** A choice of a setting that the model does not have changes nothing, which is said. */
export function noSetting(name: string, known: readonly string[], at: ChoicePlace): Problem {
  const nearest = nearestName(name, known);
  const remedy =
    nearest !== null
      ? `did you mean \`${nearest}\`?`
      : known.length === 0
        ? 'leave it out'
        : `settings of this model are ${known.join(', ')}`;
  const message = `the model has no setting \`${name}\`, so it changes nothing`;
  return { code: 'model.setting', severity: 'warning', message, remedy, ...at };
}
