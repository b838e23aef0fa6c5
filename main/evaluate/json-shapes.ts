import { z } from 'zod';
import { mostTold } from '../../shared/base/problem.ts';
import { wantedShape } from '../shapes/take-shape.ts';

/** Shapes of what stands in the input of `evaluate`, whatever the model. */

/** Not looked into: there may be millions. */
export const listShape = wantedShape<readonly unknown[]>(Array.isArray, 'a list');

/**
 * Values by names that a model or its user chose. A map: `constructor` and `__proto__`, which a record of zod leaves out, are
 * names like any others.
 */
export const namedShape = wantedShape<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
).transform((values): ReadonlyMap<string, unknown> => new Map(Object.entries(values)));

/** What stands under a key that may be left out. undefined: it was; null: it is not as it should be, which was reported. */
export type GivenByName = ReadonlyMap<string, unknown> | undefined | null;

/** `{}` and null: none. */
export const namedOrNoneShape = namedShape
  .nullable()
  .optional()
  .transform((values) => values ?? undefined);

/** Finite; JSON knows no other, but 1e999 reads as infinity. */
export const finiteShape = z.number();

export function wholeFrom(least: number): z.ZodType<number> {
  const accepts = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= least;
  return wantedShape(accepts, `a whole number from ${least} on`);
}

export const numbersShape = numberList((value) => (Number.isFinite(value) ? Number(value) : null));

/** null reads as NaN: missing. */
export const readingsShape = numberList((value) => {
  if (value === null) return Number.NaN;
  return Number.isFinite(value) ? Number(value) : null;
});

/** Millions of them, read in one pass without a schema for each. `read` gives null for what is none. */
function numberList(read: (value: unknown) => number | null): z.ZodType<Float64Array> {
  return listShape.transform((values, context) => {
    const taken = new Float64Array(values.length);
    let wrong = 0;
    for (const [index, input] of values.entries()) {
      const value = read(input);
      if (value !== null) taken[index] = value;
      else if (wrong++ < mostTold)
        context.issues.push({ code: 'custom', path: [index], input, params: { wanted: 'a number' } });
    }
    return taken;
  });
}
