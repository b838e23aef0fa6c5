import { shortText } from '../../shared/base/short-text.ts';
import type { TimedDose } from '../../shared/compute/treatment-schedule.ts';
import type { Model } from '../../shared/model/model.ts';
import type { JsonDoor } from './json-door.ts';

/** An individual's treatments, each in the model's order. */
export interface Treatments {
  /** Raw, [treatment]; 0 where a treatment is timed. */
  readonly doses: Float64Array;
  /** [treatment]: changes ascending in time, two of one time in the order given; null: one dose throughout. */
  readonly timed: readonly (readonly TimedValue[] | null)[];
}

interface TimedValue extends TimedDose {
  /** In the list as it was given. */
  readonly index: number;
}

/** Each treatment is a number, or a list of [hours, value] in any order where the model holds it `in steps` or `added`. */
export function parseTreatments(door: JsonDoor, value: unknown, where: string, model: Model): Treatments {
  const given = door.object(value ?? {}, `${where}.treatments`);
  for (const name of Object.keys(given)) {
    if (model.treatments.some((treatment) => treatment.name === name)) continue;
    door.warn(`treatments.${name}`, `the model has no treatment “${name}”; it is not used`);
  }
  const timed = model.treatments.map(({ name, kind }): readonly TimedValue[] | null => {
    const list = given[name];
    const path = `${where}.treatments.${name}`;
    if (!Array.isArray(list)) return null;
    if (kind === 'constant') {
      const remedy = 'Give one number, or say `in steps` or `added to` a state in the model.';
      door.report(path, `the model holds “${name}” constant`, remedy);
      return null;
    }
    const values = list
      .flatMap((pair, index) => parseTimedValue(door, pair, `${path}[${index}]`, index))
      .sort((a, b) => a.time - b.time);
    if (kind !== 'added') refuseClashes(door, values, path);
    return values;
  });
  const doses = Float64Array.from(model.treatments, ({ name, kind }) => {
    const dose = given[name];
    const path = `${where}.treatments.${name}`;
    if (dose === undefined) door.assume(`treatments.${name}`, 'it is not given; its dose is 0');
    if (dose === undefined || Array.isArray(dose)) return 0;
    if (kind === 'constant' || typeof dose === 'number') return door.number(dose, path);
    const found = shortText(JSON.stringify(dose), 60);
    const remedy = 'Give one number, or a list of [hours, value].';
    door.report(path, `there is ${found} where a number or a list should be`, remedy);
    return 0;
  });
  return { doses, timed };
}

/** `[hours, value]`, nothing less and nothing more; empty where it is something else. */
function parseTimedValue(door: JsonDoor, pair: unknown, where: string, index: number): readonly TimedValue[] {
  const [time, value] = Array.isArray(pair) && pair.length === 2 ? pair : [];
  if (Number.isFinite(time) && Number.isFinite(value)) return [{ time, value, index }];
  const found = shortText(JSON.stringify(pair) ?? String(pair), 60);
  door.report(where, `there is ${found} where [hours, value] should be`, 'Give two numbers, as [2.5, 10].');
  return [];
}

/** A treatment in steps has one value at a time: which of two would hold, nobody has said. */
function refuseClashes(door: JsonDoor, values: readonly TimedValue[], path: string): void {
  values.forEach(({ time, value, index }, n) => {
    const before = values[n - 1];
    if (before?.time !== time || before.value === value) return;
    const message = `at ${time} h the value is ${before.value} in [${before.index}] and ${value} here`;
    door.report(`${path}[${index}]`, message, 'Give one value for each time.');
  });
}

/**
 * Hours at which a treatment changes while the individual is solved, from the first of `times_h` (ascending) to the last.
 * A step of before holds from the first time on: it does not start the culture earlier. What was added before cannot be
 * accounted for, because initial states hold at the first time, and is refused; what comes after the last time changes
 * nothing.
 */
export function changesWithin(
  door: JsonDoor,
  { timed }: Treatments,
  where: string,
  model: Model,
  times_h: Float64Array,
): Float64Array {
  const [first = 0] = times_h;
  const last = times_h.at(-1) ?? 0;
  const changes = new Set<number>();
  model.treatments.forEach(({ name, kind }, treatment) => {
    for (const { time, value, index } of timed[treatment] ?? []) {
      const path = `${where}.treatments.${name}[${index}]`;
      if (time > last) {
        door.warn(path, `${time} h is after the last time, ${last} h; it is not used`);
      } else if (time < first && kind === 'added') {
        const message = `${value} is added at ${time} h, before the first time, ${first} h, where initial states hold`;
        const remedy = `Begin times at ${time} h or before, or put what is left at ${first} h into the initial state.`;
        door.report(path, message, remedy);
      } else if (time >= first) changes.add(time);
    }
  });
  return Float64Array.from(changes);
}
