import { z } from 'zod';
import { holdsActive } from '../../shared/base/visible-text.ts';
import { wholeRange } from '../../shared/fit/setting.ts';
import { longestModel } from '../../shared/model/parse-model.ts';

/** Shapes that several channels share. */

export const nothing = z.strictObject({}) as z.ZodType<Record<string, never>>;

/** A name given by a person, trimmed. */
export const title = z
  .string()
  .trim()
  .min(1, 'the title is empty; give it a few words')
  .max(200, 'the title has more than 200 characters; shorten it')
  .refine((text) => !holdsActive(text), 'the title holds a control character; type it again');

/** A path as the user typed or chose it; whether it is there is looked at later. */
export const path = z
  .string()
  .trim()
  .min(1, 'the path is empty; choose a file or type its path')
  .max(4096, 'the path has more than 4096 characters')
  .refine((text) => !holdsActive(text), 'the path holds a control character; type it again');

/** A file's own name, without folders. */
export const fileNameShape = z
  .string()
  .min(1, 'the file has no name')
  .max(255, 'the file’s name has more than 255 characters; rename it')
  .refine((text) => !holdsActive(text) && !/[/\\]/.test(text), 'a file’s name has no / or \\ in it');

export const ownModelShape = z.strictObject({
  name: fileNameShape,
  text: z
    .string()
    .max(longestModel, 'the model’s text is longer than any model; check that this is its file'),
});

export const fitName = z.string().regex(/^fit-[1-9]\d{0,8}$/, 'this is no name of a fit, like fit-1');

/** A word of a list. */
export function oneOf<T extends string>(words: readonly [T, ...T[]]) {
  return z.enum(words, `give one of ${words.join(', ')}`);
}

export function wholeNumber(least: number, most: number) {
  const sentence = `give ${wholeRange({ least, most })}`;
  return z.int(sentence).min(least, sentence).max(most, sentence);
}
