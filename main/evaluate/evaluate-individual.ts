import { z } from 'zod';
import type { KernelIndividual } from '../../shared/compute/kernel.ts';
import { scheduleOf } from '../../shared/compute/treatment-schedule.ts';
import { timeGrid } from '../../shared/experiment/time-grid.ts';
import type { Model } from '../../shared/model/model.ts';
import { changesWithin, parseTreatments } from './evaluate-treatments.ts';
import type { JsonDoor } from './json-door.ts';
import { type GivenByName, namedOrNoneShape, numbersShape, readingsShape, wholeFrom } from './json-shapes.ts';

/** One of the input's `individuals` after the door. */
export interface EvaluateIndividual {
  readonly kernel: KernelIndividual;
  /** Whether it has any reading: without, there is no log likelihood. */
  readonly observed: boolean;
}

/** What an individual shares with the others of the input. */
export interface IndividualSurroundings {
  readonly model: Model;
  /** `times` of the input, hours; undefined: none; null: none that can be read. */
  readonly common: Float64Array | undefined | null;
  /** Number of parts of each group, in multi-hot order; null: none that can be read. */
  readonly groups: ReadonlyMap<string, number> | null;
}

const individualShapes = {
  device: z.unknown(),
  parts: namedOrNoneShape,
  treatments: namedOrNoneShape,
  times: numbersShape.optional(),
  observations: namedOrNoneShape,
};

/** Readings at times of their own. */
const seriesShapes = { times: numbersShape, values: readingsShape };

const noTimes = new Float64Array(0);
const noParts = new Float64Array(0);

/**
 * Brings an individual onto the grid of all its times. A time given twice in one list stands twice in the grid, so that
 * each of its readings counts; the order in which readings of one time are given changes nothing.
 */
export function parseIndividual(
  door: JsonDoor,
  item: unknown,
  where: string,
  { model, common, groups }: IndividualSurroundings,
): EvaluateIndividual {
  const given = door.readKeys(individualShapes, item, where);
  const parts = groups === null ? noParts : parseParts(door, given.parts, where, groups);
  const treatments = parseTreatments(door, given.treatments, where, model);
  const stated = given.times === undefined ? common : given.times;
  const own = stated === undefined ? noTimes : stated;
  const series = parseSeries(door, given.observations, where, model, own);
  const asked = [own ?? noTimes, ...series.map(({ times }) => times)];
  if (own !== null && asked.every((times) => times.length === 0)) {
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
  given: GivenByName,
  where: string,
  groups: ReadonlyMap<string, number>,
): Float64Array {
  const hot = new Float64Array([...groups.values()].reduce((sum, count) => sum + count, 0));
  for (const [name, part] of given ?? []) {
    const count = groups.get(name);
    const path = `${where}.parts.${name}`;
    if (part === null) continue;
    const index = door.read(wholeFrom(0), part, path);
    if (index === null) continue;
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
  given: GivenByName,
  where: string,
  model: Model,
  own: Float64Array | null,
): readonly Series[] {
  const series: Series[] = [];
  for (const [name, item] of given ?? []) {
    const path = `${where}.observations.${name}`;
    const signal = model.observables.findIndex((observable) => observable.signal === name);
    if (signal === -1) {
      door.warn(`observations.${name}`, `the model has no observable for “${name}”; it is not used`);
      continue;
    }
    const { times, values } = Array.isArray(item)
      ? { times: own, values: door.read(readingsShape, item, path) }
      : door.readKeys(seriesShapes, item, path);
    if (times === null || values === null) continue;
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
