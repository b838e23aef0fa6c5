import { z } from 'zod';
import { largest } from '../../shared/base/lists.ts';
import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { canonicalName } from '../../shared/base/written-forms.ts';
import type { Model, ModelSetting } from '../../shared/model/model.ts';
import { wantedShape } from '../shapes/take-shape.ts';
import { type EvaluateIndividual, parseIndividual } from './evaluate-individual.ts';
import { parseWeights } from './evaluate-weights.ts';
import { createJsonDoor, type JsonDoor } from './json-door.ts';
import { isDeeperThan, repeatedKeys } from './json-keys.ts';
import { finiteShape, listShape, namedShape, numbersShape, wholeFrom } from './json-shapes.ts';

/** The input of `evaluate` after the door. */
export interface EvaluateInput {
  readonly method: string;
  readonly individuals: readonly EvaluateIndividual[];
  readonly draws: readonly EvaluateDraw[];
  /** Length of the multi-hot vector of parts: the groups' parts one after another. */
  readonly parts: number;
  /** Flat weights of the model's layers; empty where it has none. */
  readonly weights: Float64Array;
}

export interface EvaluateDraw {
  readonly individual: number;
  /** Natural scale, [model parameter]. */
  readonly parameters: Float64Array;
  /** Indices of the parameters that were given, in the model's order: those have a gradient. */
  readonly given: readonly number[];
}

const deepest = 100;
/** Parts of a factor, or of all: each is an input of a layer or a number of a device. */
const mostParts = 100_000;
/** States and observables at all times of all draws: beyond it nobody reads them, and they would not be held in memory. */
const mostNumbers = 5_000_000;

const settingShape = wantedShape<ModelSetting>(
  (value) => typeof value === 'number' || typeof value === 'string',
  'a number or a word',
);

const inputShapes = {
  method: z.string().default('midpoint'),
  times: numbersShape.optional(),
  groups: z.record(z.string(), wholeFrom(1)).nullish(),
  individuals: listShape,
  draws: listShape,
  weights: z.unknown(),
  params: z.record(z.string(), settingShape).nullish(),
};

const drawShapes = { individual: wholeFrom(0), parameters: namedShape };

/**
 * Settings of the model that the input's `params` choose (`noise_form`), read before the model's own text; what is wrong
 * with the input is said by `parseEvaluateInput`.
 */
export function evaluateSettings(text: string): ReadonlyMap<string, ModelSetting> {
  if (isDeeperThan(text, deepest)) return new Map();
  try {
    const { params } = z.object({ params: inputShapes.params }).parse(JSON.parse(text));
    return new Map(Object.entries(params ?? {}));
  } catch {
    return new Map();
  }
}

/** Parses the JSON text for a model; names that the model does not use are warnings. */
export function parseEvaluateInput(text: string, file: string, model: Model): Outcome<EvaluateInput> {
  if (isDeeperThan(text, deepest)) {
    const message = `its lists lie within one another more than ${deepest} deep`;
    const remedy = 'Give the input as resources/docs/evaluate.md has it: it needs 5.';
    return failure([{ code: 'input.json', severity: 'error', message, remedy, place: { file } }]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const message = `this is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    return failure([
      { code: 'input.json', severity: 'error', message, remedy: 'Mend the text.', place: { file } },
    ]);
  }
  const door = createJsonDoor(file);
  for (const key of repeatedKeys(text)) door.report(key, 'it is given twice', 'Give it once.');
  const top = door.readKeys(inputShapes, json, '');
  const groups = new Map(Object.entries(top.groups ?? {}));
  const parts = [...groups.values()].reduce((sum, count) => sum + count, 0);
  if (parts > mostParts) {
    door.report('groups', `it comes to ${parts} parts`, `Give at most ${mostParts} in all.`);
    return failure(door.problems);
  }
  if (model.layers.length === 0 && top.weights !== undefined && top.weights !== null) {
    door.warn('weights', 'the model has no neural blocks; its weights are not used');
  }
  const weights =
    model.layers.length === 0 ? new Float64Array(0) : parseWeights(door, top.weights, model, parts);
  const surroundings = { model, common: top.times, groups: top.groups === null ? null : groups };
  const individuals = (top.individuals ?? []).map((item, index) =>
    parseIndividual(door, item, `individuals[${index}]`, surroundings),
  );
  const draws = (top.draws ?? []).map((item, index) =>
    parseDraw(door, item, `draws[${index}]`, model, individuals.length),
  );
  const longest = largest(
    individuals.map(({ kernel }) => kernel.times_h.length),
    0,
  );
  const numbers = draws.length * longest * (model.states.length + model.observables.length);
  if (numbers > mostNumbers) {
    const message = `${draws.length} draws of up to ${longest} times come to ${numbers} numbers`;
    door.report('draws', message, `Ask for at most ${mostNumbers} at once: fewer draws, or fewer times.`);
  }
  const method = top.method ?? '';
  const problems: readonly Problem[] = unique(door.problems);
  return hasError(problems)
    ? failure(problems)
    : success({ method, individuals, draws, parts, weights }, problems);
}

function parseDraw(
  door: JsonDoor,
  item: unknown,
  where: string,
  model: Model,
  individuals: number,
): EvaluateDraw {
  const draw = door.readKeys(drawShapes, item, where);
  const individual = draw.individual ?? 0;
  if (individual >= individuals) {
    door.report(`${where}.individual`, `there is no individual ${individual}`, 'They count from 0.');
  }
  const values = byCanonicalName(draw.parameters ?? new Map());
  for (const name of values.keys()) {
    if (!model.parameters.some((parameter) => parameter.name === name)) {
      door.warn(`parameters.${name}`, `the model has no parameter “${name}”; it is not used`);
    }
  }
  const given: number[] = [];
  const missing: string[] = [];
  const parameters = Float64Array.from(model.parameters, ({ name, value }, index) => {
    if (!values.has(name)) {
      if (value === null) missing.push(name);
      return value ?? 0;
    }
    given.push(index);
    return door.read(finiteShape, values.get(name), `${where}.parameters.${name}`) ?? 0;
  });
  if (draw.parameters !== null && missing.length > 0) {
    door.report(
      `${where}.parameters`,
      `the model’s ${missing.join(', ')} have no value`,
      'Give all of the model’s names.',
    );
  }
  return { individual, parameters, given };
}

/** A warning that every draw would repeat is said once. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify(problem);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Names as the model spells them. */
function byCanonicalName(values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...values].map(([name, value]) => [canonicalName(name), value]));
}
