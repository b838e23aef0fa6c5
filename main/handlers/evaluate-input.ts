import { failure, hasError, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import { canonicalName } from '../../shared/base/written-forms.ts';
import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import type { Model, Setting } from '../../shared/model/model.ts';
import { parseWeights } from './evaluate-weights.ts';
import { createJsonDoor, type JsonDoor } from './json-door.ts';

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

export interface EvaluateIndividual {
  readonly kernel: KernelIndividual;
  /** Whether it has any reading: without, there is no log likelihood. */
  readonly observed: boolean;
}

export interface EvaluateDraw {
  readonly individual: number;
  /** Natural scale, [model parameter]. */
  readonly parameters: Float64Array;
  /** Indices of the parameters that were given, in the model's order: those have a gradient. */
  readonly given: readonly number[];
}

const keys = ['method', 'times', 'groups', 'individuals', 'draws', 'weights', 'params'];

/**
 * Settings of the model that the input's `params` choose (`noise_form`), read before the model's own text; what is wrong
 * with the input is said by `parseEvaluateInput`.
 */
export function evaluateSettings(text: string): ReadonlyMap<string, Setting> {
  try {
    const params: unknown = JSON.parse(text)?.params;
    if (typeof params !== 'object' || params === null) return new Map();
    return new Map(
      Object.entries(params).filter(
        (entry): entry is [string, Setting] => typeof entry[1] === 'number' || typeof entry[1] === 'string',
      ),
    );
  } catch {
    return new Map();
  }
}

/** Parses the JSON text for a model; names that the model does not use are warnings. */
export function parseEvaluateInput(text: string, file: string, model: Model): Outcome<EvaluateInput> {
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
  const warn = (where: string, message: string): void => {
    door.problems.push({ code: 'input.unused', severity: 'warning', message, place: { file, where } });
  };
  const top = door.object(json, 'the input');
  for (const [name, value] of Object.entries(door.object(top.params ?? {}, 'params'))) {
    if (typeof value !== 'number' && typeof value !== 'string') {
      door.report(`params.${name}`, 'it is neither a number nor a word', 'Give the value of a setting.');
    }
  }
  for (const key of Object.keys(top)) {
    if (!keys.includes(key)) door.report(key, `there is no key “${key}”`, `Use ${keys.join(', ')}.`);
  }
  const groups = parseGroups(door, top.groups);
  const parts = [...groups.values()].reduce((sum, count) => sum + count, 0);
  if (model.layers.length === 0 && top.weights !== undefined) {
    warn('weights', 'the model has no neural blocks; its weights are not used');
  }
  const weights =
    model.layers.length === 0 ? new Float64Array(0) : parseWeights(door, top.weights, model, parts);
  const common = top.times === undefined ? null : door.numbers(top.times, 'times');
  const individuals = door.list(top.individuals, 'individuals').map((item, index) => {
    const where = `individuals[${index}]`;
    return parseIndividual(door, warn, door.object(item, where), where, { model, common, groups });
  });
  const draws = door.list(top.draws, 'draws').map((item, index) => {
    return parseDraw(door, warn, item, `draws[${index}]`, model, individuals.length);
  });
  const method = top.method === undefined ? 'midpoint' : door.text(top.method, 'method');
  const problems: readonly Problem[] = unique(door.problems);
  return hasError(problems)
    ? failure(problems)
    : success({ method, individuals, draws, parts, weights }, problems);
}

type Warn = (where: string, message: string) => void;

interface Surroundings {
  readonly model: Model;
  readonly common: Float64Array | null;
  readonly groups: ReadonlyMap<string, number>;
}

function parseGroups(door: JsonDoor, value: unknown): ReadonlyMap<string, number> {
  const groups = Object.entries(door.object(value ?? {}, 'groups'));
  return new Map(groups.map(([name, count]) => [name, door.integer(count, `groups.${name}`, 1)]));
}

function parseIndividual(
  door: JsonDoor,
  warn: Warn,
  item: Readonly<Record<string, unknown>>,
  where: string,
  { model, common, groups }: Surroundings,
): EvaluateIndividual {
  const hot = new Float64Array([...groups.values()].reduce((sum, count) => sum + count, 0));
  for (const [name, part] of Object.entries(door.object(item.parts ?? {}, `${where}.parts`))) {
    const count = groups.get(name);
    if (part === null) continue;
    const index = door.integer(part, `${where}.parts.${name}`, 0);
    if (count === undefined)
      door.report(`${where}.parts.${name}`, `there is no group “${name}”`, 'List it in groups.');
    else if (index >= count) {
      door.report(
        `${where}.parts.${name}`,
        `there is no part ${index}`,
        `Parts of ${name} count from 0 to ${count - 1}.`,
      );
    } else hot[offsetOf(groups, name) + index] = 1;
  }
  const treatments = door.object(item.treatments ?? {}, `${where}.treatments`);
  for (const name of Object.keys(treatments)) {
    if (!model.treatments.some((treatment) => treatment.name === name)) {
      warn(`treatments.${name}`, `the model has no treatment “${name}”; it is not used`);
    }
  }
  const timed = model.treatments.map(({ name, kind }): readonly TimedValue[] | null => {
    const value = treatments[name];
    if (!Array.isArray(value)) return null;
    if (kind === 'constant') {
      door.report(
        `${where}.treatments.${name}`,
        `the model holds “${name}” constant`,
        'Give one number, or say `in steps` or `added to` a state in the model.',
      );
      return null;
    }
    return value.map((pair, index) => parseTimedValue(door, pair, `${where}.treatments.${name}[${index}]`));
  });
  const doses = Float64Array.from(model.treatments, ({ name }, index) => {
    if (treatments[name] === undefined || timed[index] !== null || Array.isArray(treatments[name])) return 0;
    return door.number(treatments[name], `${where}.treatments.${name}`);
  });
  const own = item.times === undefined ? common : door.numbers(item.times, `${where}.times`);
  const series = parseSeries(door, warn, item.observations, where, model, own);
  // steps of the solver end where a treatment changes
  const changes = timed.flatMap((values) => values?.map(({ time }) => time) ?? []);
  const times_h = union([
    own ?? new Float64Array(0),
    ...series.map(({ times }) => times),
    Float64Array.from(changes),
  ]);
  if (times_h.length === 0) door.report(where, 'there are no times', 'Give times, here or at the top.');
  const observations = new Float64Array(model.observables.length * times_h.length);
  const mask = new Uint8Array(observations.length);
  const indexOf = new Map(Array.from(times_h, (time, index) => [time, index]));
  for (const { signal, times, values } of series) {
    for (const [t, value] of values.entries()) {
      const at = signal * times_h.length + (indexOf.get(times[t] ?? Number.NaN) ?? 0);
      if (Number.isNaN(value)) continue;
      observations[at] = value;
      mask[at] = 1;
    }
  }
  const schedule = scheduleOf(model, timed, doses, times_h);
  return {
    kernel: { doses, parts: hot, times_h, observations, mask, ...(schedule && { schedule }) },
    observed: mask.includes(1),
  };
}

interface TimedValue {
  readonly time: number;
  readonly value: number;
}

/** `[hours, value]` */
function parseTimedValue(door: JsonDoor, pair: unknown, where: string): TimedValue {
  const [time = 0, value = 0] = door.numbers(pair, where);
  return { time, value };
}

/**
 * [treatment, time]: a treatment in steps has its last stated value (0 before the first), an added one its amounts at
 * their times; null where nothing is timed.
 */
function scheduleOf(
  model: Model,
  timed: readonly (readonly TimedValue[] | null)[],
  doses: Float64Array,
  times_h: Float64Array,
): Float64Array | null {
  if (timed.every((values) => values === null)) return null;
  const schedule = new Float64Array(model.treatments.length * times_h.length);
  model.treatments.forEach(({ kind }, treatment) => {
    const values = timed[treatment] ?? [{ time: times_h[0] ?? 0, value: doses[treatment] ?? 0 }];
    for (let n = 0; n < times_h.length; n++) {
      const now = times_h[n] ?? 0;
      const past = values.filter(({ time }) => (kind === 'added' ? time === now : time <= now));
      schedule[treatment * times_h.length + n] =
        kind === 'added' ? past.reduce((sum, { value }) => sum + value, 0) : (past.at(-1)?.value ?? 0);
    }
  });
  return schedule;
}

/** Where a group's parts begin in the multi-hot vector. */
function offsetOf(groups: ReadonlyMap<string, number>, name: string): number {
  let offset = 0;
  for (const [group, count] of groups) {
    if (group === name) break;
    offset += count;
  }
  return offset;
}

interface Series {
  /** Index into the model's observables. */
  readonly signal: number;
  readonly times: Float64Array;
  /** NaN: missing. */
  readonly values: Float64Array;
}

function parseSeries(
  door: JsonDoor,
  warn: Warn,
  value: unknown,
  where: string,
  model: Model,
  own: Float64Array | null,
): readonly Series[] {
  const series: Series[] = [];
  for (const [name, item] of Object.entries(door.object(value ?? {}, `${where}.observations`))) {
    const path = `${where}.observations.${name}`;
    const signal = model.observables.findIndex((observable) => observable.signal === name);
    if (signal === -1) {
      warn(`observations.${name}`, `the model has no observable for “${name}”; it is not used`);
      continue;
    }
    const isList = Array.isArray(item);
    const parts = isList ? {} : door.object(item, path);
    const times = isList ? (own ?? new Float64Array(0)) : door.numbers(parts.times, `${path}.times`);
    const values = door.readings(isList ? item : parts.values, isList ? path : `${path}.values`);
    if (times.length !== values.length) {
      door.report(
        path,
        `${values.length} values stand at ${times.length} times`,
        'Give one value a time, null where missing.',
      );
    }
    series.push({ signal, times, values });
  }
  return series;
}

function parseDraw(
  door: JsonDoor,
  warn: Warn,
  item: unknown,
  where: string,
  model: Model,
  individuals: number,
): EvaluateDraw {
  const draw = door.object(item, where);
  const individual = door.integer(draw.individual, `${where}.individual`, 0);
  if (individual >= individuals) {
    door.report(`${where}.individual`, `there is no individual ${individual}`, 'They count from 0.');
  }
  const values = byCanonicalName(door.object(draw.parameters, `${where}.parameters`));
  for (const name of Object.keys(values)) {
    if (!model.parameters.some((parameter) => parameter.name === name)) {
      warn(`parameters.${name}`, `the model has no parameter “${name}”; it is not used`);
    }
  }
  const given: number[] = [];
  const missing: string[] = [];
  const parameters = Float64Array.from(model.parameters, ({ name, value }, index) => {
    if (values[name] === undefined) {
      if (value === null) missing.push(name);
      return value ?? 0;
    }
    given.push(index);
    return door.number(values[name], `${where}.parameters.${name}`);
  });
  if (missing.length > 0) {
    door.report(
      `${where}.parameters`,
      `the model’s ${missing.join(', ')} have no value`,
      'Give all of the model’s names.',
    );
  }
  return { individual, parameters, given };
}

/** Ascending, each time once. */
function union(lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(lists.flatMap((times) => [...times]))).sort();
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

/** Names as the model spells them. Without a prototype: `constructor` is a name like any other. */
function byCanonicalName(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const spelt: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(values)) spelt[canonicalName(name)] = value;
  return spelt;
}
