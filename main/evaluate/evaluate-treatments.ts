import type { TimedDose } from '../../shared/compute/treatment-schedule.ts';
import type { Model } from '../../shared/model/model.ts';
import { wantedShape } from '../shapes/take-shape.ts';
import type { JsonDoor } from './json-door.ts';
import { finiteShape, type GivenByName } from './json-shapes.ts';

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

const doseOrList = wantedShape<number>(
  Number.isFinite,
  'a number or a list',
  'Give one number, or a list of [hours, value].',
);

/** Nothing less and nothing more. */
const hoursAndValue = wantedShape<readonly [number, number]>(
  (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite),
  '[hours, value]',
  'Give two numbers, as [2.5, 10].',
);

/** Each treatment is a number, or a list of [hours, value] in any order where the model holds it `in steps` or `added`. */
export function parseTreatments(door: JsonDoor, given: GivenByName, where: string, model: Model): Treatments {
  for (const name of given?.keys() ?? []) {
    if (model.treatments.some((treatment) => treatment.name === name)) continue;
    door.warn(`treatments.${name}`, `the model has no treatment “${name}”; it is not used`);
  }
  const timed = model.treatments.map(({ name, kind }): readonly TimedValue[] | null => {
    const list = given?.get(name);
    const path = `${where}.treatments.${name}`;
    if (!Array.isArray(list)) return null;
    if (kind === 'constant') {
      const remedy = 'Give one number, or say `in steps` or `added to` a state in the model.';
      door.report(path, `the model holds “${name}” constant`, remedy);
      return null;
    }
    const values = list
      .flatMap((item, index): readonly TimedValue[] => {
        const pair = door.read(hoursAndValue, item, `${path}[${index}]`);
        return pair === null ? [] : [{ time: pair[0], value: pair[1], index }];
      })
      .sort((a, b) => a.time - b.time);
    if (kind !== 'added') refuseClashes(door, values, path);
    return values;
  });
  const doses = Float64Array.from(model.treatments, ({ name, kind }) => {
    const dose = given?.get(name);
    if (dose === undefined && given !== null)
      door.assume(`treatments.${name}`, 'it is not given; its dose is 0');
    if (dose === undefined || Array.isArray(dose)) return 0;
    return (
      door.read(kind === 'constant' ? finiteShape : doseOrList, dose, `${where}.treatments.${name}`) ?? 0
    );
  });
  return { doses, timed };
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
