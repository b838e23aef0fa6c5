import { z } from 'zod';
import type { Evaluation, SignalScore } from '../../shared/fit/fit-result.ts';
import { fitStatus, restStatuses } from '../../shared/fit/life.ts';
import { fitDataSchema, fitOriginSchema, orderSchema, selectingSchema } from './fit-schemas.ts';
import { problemsSchema } from './problem-schema.ts';
import { listOf, number, type ShapeOf, text, texts } from './shape-of.ts';

/** A number for which JSON may have had no word. */
const measure = number.nullable().transform((value) => value ?? Number.NaN);
const score = number.nullable();

/** An evaluation by its epoch. */
const evaluated = z.object({ epoch: number, validationElbo: measure });

const evaluation = z.object({
  epoch: number,
  step: number,
  seconds: number,
  trainElbo: measure,
  validationElbo: measure,
  selectionElbo: measure.exactOptional(),
} satisfies ShapeOf<Evaluation>);

const signalScore = z.object({
  r2: score,
  rmse: score,
  coverage50: score,
  coverage95: score,
  why: text.exactOptional(),
} satisfies ShapeOf<SignalScore>);

/** The content of a fit's `fit.json`. */
const manifestSchema = z.object({
  format: z.literal('wellspring-fit/1'),
  status: z.enum(restStatuses),
  /** Spec, data folder, overrides and settings: enough to go on. */
  spec: orderSchema,
  /** Absent: it began at the start. */
  startedFrom: fitOriginSchema.exactOptional(),
  model: text,
  objective: text,
  seed: number,
  backend: text,
  threads: number,
  relaxedMadd: z.boolean().default(false),
  versions: z.object({ wellspring: text, node: text, v8: text }),
  data: fitDataSchema,
  individuals: z.object({ train: texts, validation: texts, heldOut: texts }),
  /** Absent: the wells that validate choose the kept evaluation, and their numbers are optimistic. */
  selecting: selectingSchema.exactOptional(),
  evaluations: listOf<Evaluation>(evaluation),
  /** null where the fit ended before its first evaluation. */
  best: evaluated.nullable(),
  last: evaluated.nullable(),
  /** Which evaluation predictions and scores are of; null: there are none. The result of the fit where it is done. */
  predictions: evaluated.nullable(),
  /** By signal; empty until there are predictions. */
  validation: z.record(text, signalScore),
  seconds: number,
  problems: problemsSchema,
});
export type FitManifest = Readonly<z.infer<typeof manifestSchema>>;

/** As any version so far has written it. */
const storedSchema = manifestSchema.extend({
  backend: text.exactOptional(),
  predictions: evaluated.nullable().exactOptional(),
});

/** Indented JSON; what JSON cannot say (NaN, infinities) is null. */
export function manifestText(manifest: FitManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * The manifest, or null where the text is none of ours. The order within is checked again where the spec is parsed. What an
 * older version had not is what it meant.
 */
export function parseManifest(text: string): FitManifest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const stored = storedSchema.safeParse(value);
  if (!stored.success) return null;
  const { spec, status, best } = stored.data;
  const { backend = spec.settings.backend, predictions = null } = stored.data;
  return { ...stored.data, backend, predictions: predictions ?? (status === fitStatus.done ? best : null) };
}
