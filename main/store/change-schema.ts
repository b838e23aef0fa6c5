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

export const changesSchema = listOf<Change>(change);
