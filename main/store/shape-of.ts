import { z } from 'zod';

/**
 * Shapes for all keys of a type that another room owns, those that may be left out as well: a key that a schema does not
 * name would be dropped in silence each time a document is read.
 */
export type ShapeOf<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

export const text = z.string();
export const number = z.number();
/** Numbers of which some may be NaN or infinite. */
export const measure = z.custom<number>((value) => typeof value === 'number', 'not a number');
export const floats = z.instanceof(Float64Array);
export const texts = listOf(text);

/** A list that nobody changes. Not zod's own, which freezes each one read. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item);
}
