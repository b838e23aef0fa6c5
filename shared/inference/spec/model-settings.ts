import { nearestName } from '../../base/nearest-name.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../base/problem.ts';
import { noSetting } from '../../model/choose-settings.ts';
import type { Model, ModelSetting } from '../../model/model.ts';
import { parseModel } from '../../model/parse-model.ts';
import { constrainedModel } from './constrained-model.ts';
import type { FitSpec } from './fit-spec.ts';

/**
 * The model a spec asks for: its text read with the spec's settings. Any setting that the text declares can be stated as a
 * key of `params`, and its parameters can be tied and bounded; a key that neither the layout nor the model knows is an error. Published specs state sizes of neural
 * blocks also where their model has none; those change nothing, and nothing is said of them.
 */
export function parseSpecModel(spec: FitSpec, text: string, file: string): Outcome<Model> {
  const chosen = statedSettings(spec);
  const read = (ties?: ReadonlyMap<string, string>): Outcome<Model> =>
    parseModel(text, file, chosen, (name) => placeOf(spec, name), ties);
  const outcome = constrainedModel(spec, read);
  if (!outcome.ok) return outcome;
  const known = [...outcome.value.settings.keys()];
  const problems = [
    ...outcome.problems,
    ...strangeWords(spec, chosen, known),
    ...unknownKeys(spec, known, outcome.value),
    ...ownedKeys(spec, known),
  ];
  return hasError(problems) ? failure(problems) : success(outcome.value, problems);
}

/** What a spec's settings say, in the words of the models. */
function statedSettings({ modelSettings, otherKeys }: FitSpec): ReadonlyMap<string, ModelSetting> {
  const { use_laplace: laplace, ...published } = Object.fromEntries(modelSettings);
  return new Map<string, ModelSetting>([
    ...Object.entries(published),
    ...(laplace === 1 ? [['residuals', 'laplace'] as const] : []),
    ...otherKeys.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])),
  ]);
}

function placeOf(spec: FitSpec, name: string): Pick<Problem, 'place' | 'excerpt'> {
  const key = spec.otherKeys.find((other) => other.name === name);
  if (key === undefined) return spec.settingPlaces.get(name) ?? { place: { file: spec.file } };
  return at(key);
}

function at({ place, excerpt }: Pick<Problem, 'place' | 'excerpt'>): Pick<Problem, 'place' | 'excerpt'> {
  return { ...(place !== undefined && { place }), ...(excerpt !== undefined && { excerpt }) };
}

/** Sizes are stated for all models alike; a form is not. */
function strangeWords(
  spec: FitSpec,
  chosen: ReadonlyMap<string, ModelSetting>,
  known: readonly string[],
): readonly Problem[] {
  const others = spec.otherKeys.map(({ name }) => name);
  return [...chosen]
    .filter(([name, value]) => typeof value === 'string' && !known.includes(name) && !others.includes(name))
    .map(([name]) => noSetting(name, known, placeOf(spec, name)));
}

function unknownKeys({ otherKeys }: FitSpec, known: readonly string[], model: Model): readonly Problem[] {
  return otherKeys
    .filter(({ name, published }) => !published && !known.includes(name))
    .map((key): Problem => {
      const isParameter = model.parameters.some(({ name }) => name === key.name);
      const near = nearestName(key.name, [...known, ...(key.nearest === null ? [] : [key.nearest])]);
      const settings =
        known.length === 0 ? 'which has no settings' : `whose settings are ${known.join(', ')}`;
      const remedy = isParameter
        ? `It is a parameter of the model: write it under params.fix, or with a prior under params.global, global_conditioned or local (--fix ${key.name}=1).`
        : near === null
          ? `Remove it, or name a setting of the model, ${settings}.`
          : `Did you mean “${near}”?`;
      const inWindow = remedy.replace(/ \(--fix [^)]*\)/, '');
      const message = `params has no key “${key.name}”, and the model has no setting of that name`;
      return { code: 'document.unknownKey', severity: 'error', message, remedy, inWindow, ...at(key) };
    });
}

/** A setting that the layout has a use of its own for keeps the model's value; the key means what it always means. */
function ownedKeys({ ownKeys }: FitSpec, known: readonly string[]): readonly Problem[] {
  return known.flatMap((name): readonly Problem[] => {
    const key = ownKeys.get(name);
    if (key === undefined) return [];
    const message = `params.${name} is the fit’s own ${name}; the model’s setting of that name keeps the value in the model`;
    const remedy = 'Give the setting another name in the model file to choose it from here.';
    return [{ code: 'spec.settingName', severity: 'warning', message, remedy, ...key }];
  });
}
