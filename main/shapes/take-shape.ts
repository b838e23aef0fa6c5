import { z } from 'zod';
import { mostTold } from '../../shared/base/problem.ts';
import { briefJson } from './brief-json.ts';

/** A value of which a schema's shape is certain, or what is wrong with it. */
export type Taken<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly ShapeFault[] };

/** One thing that is not as its schema says, on the way to becoming a problem. */
export interface ShapeFault {
  /** `individuals[0].times`; empty: the value itself. */
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Looks at what came from outside with a schema: the one way from what zod says to words for people. A schema's own words
 * win; without any it is said what was found and what is wanted there. At most as many faults as anybody reads: hostile
 * input can be wrong in a million places.
 */
export function takeShape<T>(schema: z.ZodType<T>, value: unknown): Taken<T> {
  const parsed = schema.safeParse(value, { error: foundAndWanted, reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, faults: parsed.error.issues.slice(0, mostTold).map(faultOf) };
}

/**
 * A value that a check accepts.
 *
 * @param wanted what should be there, as in `there is 3 where ... should be`.
 * @param remedy left out: `Give ...`.
 */
export function wantedShape<T>(
  accepts: (value: unknown) => boolean,
  wanted: string,
  remedy = `Give ${wanted}.`,
): z.ZodType<T> {
  return z.custom<T>(accepts, { params: { wanted, remedy } });
}

/** The path of a value within what was read: `individuals[0].times`. */
export function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    return path === '' ? String(part) : `${path}.${String(part)}`;
  }, '');
}

const wantedWords: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

type Issue = z.core.$ZodRawIssue | z.core.$ZodIssue;

/** What should be there and how to put it right; null: the issue is of another kind. */
function wantOf(issue: Issue): { readonly wanted: string; readonly remedy: string } | null {
  const stated: unknown = issue.code === 'custom' ? issue.params?.wanted : undefined;
  const wanted = issue.code === 'invalid_type' ? wantedWords[issue.expected] : stated;
  if (typeof wanted !== 'string') return null;
  const remedy: unknown = issue.code === 'custom' ? issue.params?.remedy : undefined;
  return { wanted, remedy: typeof remedy === 'string' ? remedy : `Give ${wanted}.` };
}

/** Undefined leaves it to zod. */
function foundAndWanted(issue: Issue): string | undefined {
  const want = wantOf(issue);
  return want === null ? undefined : `there is ${briefJson(issue.input)} where ${want.wanted} should be`;
}

function faultOf(issue: z.core.$ZodIssue): ShapeFault {
  const { message, path } = issue;
  const ours = message === foundAndWanted(issue) ? wantOf(issue) : null;
  return { where: pathText(path), message, remedy: ours?.remedy ?? 'Correct the value and try again.' };
}
