import { z } from 'zod';
import type { OwnModel } from '../../shared/channels.ts';
import { listOf, number, type ShapeOf, text } from './shape-of.ts';

const ownModel = z.object({ name: text, text } satisfies ShapeOf<OwnModel>);

const chosenSpec = z.object({
  name: text,
  text,
  /** The text of the user's own model; null: the spec names one of the library, as all did before there were others. */
  model: ownModel.nullable().default(null),
});
export type ChosenSpec = Readonly<z.infer<typeof chosenSpec>>;

/** Numbers of rows of `files`. */
const rows = listOf(number);

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('title'), title: text }),
  z.object({ kind: z.literal('spec'), spec: chosenSpec.nullable() }),
  /** null in `value` removes the setting; else an object that holds what was set, as any codec value. */
  z.object({ kind: z.literal('setting'), key: text, value: z.object({ set: z.unknown() }).nullable() }),
  z.object({ kind: z.enum(['files.recycle', 'files.restore']), ids: rows }),
  z.object({ kind: z.enum(['fit.recycle', 'fit.restore']), number }),
]);

/**
 * What a command does, as data. Every change has an inverse of the same kinds: nothing is deleted by a command, only
 * moved to the recycle bin and back.
 */
export type Change = Readonly<z.infer<typeof change>>;

/** Files that one command adds or takes away, and its changes. */
export const mostFilesAtOnce = 10_000;

/** Whether a command changes no more than undo takes back without keeping a window waiting. */
export function isModest(changes: readonly Change[]): boolean {
  const files = changes.reduce((sum, change) => sum + ('ids' in change ? change.ids.length : 0), 0);
  return changes.length <= mostFilesAtOnce && files <= mostFilesAtOnce;
}

/** Their number before what they are: it is what takes long. */
export const changesSchema = z
  .unknown()
  .refine(
    (value) => Array.isArray(value) && value.length <= mostFilesAtOnce,
    'more changes than a command has',
  )
  .pipe(listOf<Change>(change))
  .refine(isModest, 'more files than a command changes');
