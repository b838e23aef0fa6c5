import type { z } from 'zod';
import { nearestName } from '../../shared/base/nearest-name.ts';
import type { Problem } from '../../shared/base/problem.ts';
import { takeShape } from '../shapes/take-shape.ts';
import { namedShape } from './json-shapes.ts';

/** Reads untyped JSON by its shapes; what is not as it should be becomes a problem with its path (`individuals[0].times`). */
export interface JsonDoor {
  readonly problems: Problem[];
  report(where: string, message: string, remedy: string): void;
  /** Something given has no effect. */
  warn(where: string, message: string): void;
  /** Something not given is taken to have a value. */
  assume(where: string, message: string): void;
  /** null: it is not as its shape says, which is reported. */
  read<T>(shape: z.ZodType<T>, value: unknown, where: string): T | null;
  /**
   * An object, each key by its own shape, null where that is reported: one wrong key hides none of the others. A key that
   * has no shape is reported too, for a misspelt one would be left out in silence.
   */
  readKeys<S extends Shapes>(shapes: S, value: unknown, where: string): Read<S>;
}

type Shapes = Readonly<Record<string, z.ZodType>>;
type Read<S extends Shapes> = { readonly [K in keyof S]: z.infer<S[K]> | null };

export function createJsonDoor(file: string): JsonDoor {
  const problems: Problem[] = [];
  const report = (where: string, message: string, remedy: string): void => {
    problems.push({ code: 'input.shape', severity: 'error', message, remedy, place: { file, where } });
  };
  const read = <T>(shape: z.ZodType<T>, value: unknown, where: string): T | null => {
    const taken = takeShape(shape, value);
    if (taken.ok) return taken.value;
    for (const { where: within, message, remedy } of taken.faults)
      report(joined(where, within), message, remedy);
    return null;
  };
  const refuseUnknown = (key: string, where: string, known: readonly string[]): void => {
    const near = nearestName(key, known);
    const meant = near === null ? '' : `Did you mean “${near}”? `;
    report(joined(where, key), `there is no key “${key}”`, `${meant}Use ${known.join(', ')}.`);
  };
  return {
    problems,
    report,
    warn: (where, message) => {
      problems.push({ code: 'input.unused', severity: 'warning', message, place: { file, where } });
    },
    assume: (where, message) => {
      problems.push({ code: 'input.assumed', severity: 'warning', message, place: { file, where } });
    },
    read,
    readKeys: <S extends Shapes>(shapes: S, value: unknown, where: string): Read<S> => {
      const object = read(namedShape, value, where === '' ? 'the input' : where);
      const known = Object.keys(shapes);
      for (const key of object?.keys() ?? []) if (!known.includes(key)) refuseUnknown(key, where, known);
      const each = Object.entries(shapes).map(([key, shape]) => {
        return [key, object === null ? null : read(shape, object.get(key), joined(where, key))];
      });
      return Object.fromEntries(each) as Read<S>;
    },
  };
}

/** A place within another: `draws[0]` and `parameters`, `weights` and `[3]`. */
export function joined(where: string, within: string): string {
  return where === '' || within === '' || within.startsWith('[') ? `${where}${within}` : `${where}.${within}`;
}
