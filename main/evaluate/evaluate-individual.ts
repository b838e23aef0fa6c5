import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import { scheduleOf } from '../../shared/compute/treatment-schedule.ts';
import { timeGrid } from '../../shared/experiment/time-grid.ts';
import type { Model } from '../../shared/model/model.ts';
import { changesWithin, parseTreatments } from './evaluate-treatments.ts';
import type { JsonDoor } from './json-door.ts';

/** One of the input's `individuals` after the door. */
export interface EvaluateIndividual {
  readonly kernel: KernelIndividual;
  /** Whether it has any reading: without, there is no log likelihood. */
  readonly observed: boolean;
}

/** What an individual shares with the others of the input. */
export interface IndividualSurroundings {
  readonly model: Model;
  /** `times` of the input, hours; null: none. */
  readonly common: Float64Array | null;
  /** Number of parts of each group, in multi-hot order. */
  readonly groups: ReadonlyMap<string, number>;
}

const keys = ['device', 'parts', 'treatments', 'times', 'observations'];

/**
 * Brings an individual onto the grid of all its times. A time given twice in one list stands twice in the grid, so that
 * each of its readings counts; the order in which readings of one time are given changes nothing.
 */
export function parseIndividual(
  door: JsonDoor,
  item: Readonly<Record<string, unknown>>,
  where: string,
  { model, common, groups }: IndividualSurroundings,
): EvaluateIndividual {
  door.knownKeys(item, where, keys);
  const parts = parseParts(door, item.parts, where, groups);
  const treatments = parseTreatments(door, item.treatments, where, model);
  const own = item.times === undefined ? common : door.numbers(item.times, `${where}.times`);
  const series = parseSeries(door, item.observations, where, model, own);
  const asked = [...(own === null ? [] : [own]), ...series.map(({ times }) => times)];
  if (asked.every((times) => times.length === 0)) {
    door.report(where, 'there are no times', 'Give times, here or at the top.');
  }
  // steps of the solver end where a treatment changes
  const changes = changesWithin(door, treatments, where, model, timeGrid(asked).times_h);
  const { times_h, placesOf } = timeGrid([...asked, changes]);
  const observations = new Float64Array(model.observables.length * times_h.length);
  const mask = new Uint8Array(observations.length);
  for (const { signal, times, values } of series) {
    if (values.length !== times.length) continue;
    const places = placesOf(times);
    for (const [t, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      const at = signal * times_h.length + (places[t] ?? 0);
      observations[at] = value;
      mask[at] = 1;
    }
  }
  const schedule = scheduleOf(model, treatments, times_h);
  const { doses } = treatments;
  return {
    kernel: { doses, parts, times_h, observations, mask, ...(schedule && { schedule }) },
    observed: mask.includes(1),
  };
}

/** Multi-hot vector of the groups' parts, one group after another. */
function parseParts(
  door: JsonDoor,
  value: unknown,
  where: string,
  groups: ReadonlyMap<string, number>,
): Float64Array {
  const hot = new Float64Array([...groups.values()].reduce((sum, count) => sum + count, 0));
  for (const [name, part] of Object.entries(door.object(value ?? {}, `${where}.parts`))) {
    const count = groups.get(name);
    const path = `${where}.parts.${name}`;
    if (part === null) continue;
    const index = door.integer(part, path, 0);
    if (count === undefined) {
      door.report(path, `there is no group “${name}”`, 'List it in groups.');
    } else if (index >= count) {
      door.report(path, `there is no part ${index}`, `Parts of ${name} count from 0 to ${count - 1}.`);
    } else hot[offsetOf(groups, name) + index] = 1;
  }
  return hot;
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
      door.warn(`observations.${name}`, `the model has no observable for “${name}”; it is not used`);
      continue;
    }
    const isList = Array.isArray(item);
    const parts = isList ? {} : door.object(item, path);
    if (!isList) door.knownKeys(parts, path, ['times', 'values']);
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
