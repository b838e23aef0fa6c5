import { z } from 'zod';
import type { Evaluation, FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import { fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder, Override } from '../../shared/fit/order.ts';
import { frozenFileSchema } from './file-summary-schema.ts';
import { fitSettingsSchema } from './fit-settings.ts';
import { layoutsSchema } from './layout-schema.ts';
import { problemsSchema } from './problem-schema.ts';
import { listOf, measure, number, type ShapeOf, text, texts } from './shape-of.ts';
import { stepsSchema } from './steps-schema.ts';

/** Shapes of what is kept of a fit, in a project as in a folder, looked at each time one is read. */

const named = z.object({ file: text, text });

export const orderSchema: z.ZodType<FitOrder> = z.object({
  spec: named,
  // Orders from before the model's text was kept have none.
  model: named.nullable().default(null),
  data: text,
  overrides: listOf(z.object({ name: text, value: text } satisfies ShapeOf<Override>)),
  settings: fitSettingsSchema,
  layouts: layoutsSchema,
  // Orders from before readings could be corrected have none.
  corrections: stepsSchema.default([]),
} satisfies ShapeOf<FitOrder>);

/** The fit from whose checkpoint another one was continued, and how many epochs it had done. */
export const fitOriginSchema = z.object({
  /** Its name in the project; of one in a folder that folder, absolute. */
  fit: text,
  epoch: number,
});
export type FitOrigin = Readonly<z.infer<typeof fitOriginSchema>>;

/** What a fit was asked to do, frozen at its start. */
export const fitPlanSchema = z.object({
  order: orderSchema,
  /** Files whose contents are kept for this fit, whatever becomes of them in the project. */
  data: listOf(frozenFileSchema),
  versions: z.record(text, text),
  /** null: it began by itself, as all did before fits could be continued. */
  startedFrom: fitOriginSchema.nullable().default(null),
});
export type FitPlanRecord = Readonly<z.infer<typeof fitPlanSchema>>;

/** Plates that it is made of, each with its file. */
export const fitDataSchema = listOf(z.object({ file: text, plate: text, sha256: text }));

/** Ids of the wells that choose the kept evaluation and do nothing else, and which fold they are. */
export const selectingSchema = z.object({ fold: number, wells: texts });

/** What a fit turned out to be made of, known before its first step. */
const fitRecordSchema = z.object({
  backend: text,
  threads: number,
  /** Whether sums and products were fused, see FitOrderSettings; false where the backend knows no such thing. */
  relaxedMadd: z.boolean().default(false),
  model: text,
  objective: text,
  data: fitDataSchema,
  train: texts,
  validation: texts,
  heldOut: texts,
  /** Absent: the wells that validate choose. */
  selecting: selectingSchema.exactOptional(),
});
export type FitRecord = Readonly<z.infer<typeof fitRecordSchema>>;

const evaluation = z.object({
  epoch: number,
  step: number,
  seconds: number,
  trainElbo: measure,
  validationElbo: measure,
  selectionElbo: measure.exactOptional(),
} satisfies ShapeOf<Evaluation>);

export const fitProgressSchema = z.object({
  status: z.enum(fitStatus),
  /** Epochs completed, and asked for now: a resumed fit may be asked for more. */
  epoch: number,
  epochs: number,
  /** Training and evaluation, resumed stretches added up. */
  seconds: number,
  prepared: fitRecordSchema.nullable(),
  evaluations: listOf<Evaluation>(evaluation),
  problems: problemsSchema,
  /** Which evaluation the stored result is of; null: there is none. */
  predictions: z.object({ epoch: number, validationElbo: measure }).nullable().default(null),
});
export type FitProgressRecord = Readonly<z.infer<typeof fitProgressSchema>>;

const historyRow = z.object({
  epoch: number,
  step: number,
  seconds: number,
  learningRate: measure,
  trainElbo: measure.nullable(),
  validationElbo: measure.nullable(),
  selectionElbo: measure.exactOptional(),
  failedDraws: number,
  drawsWithoutGradient: number.exactOptional(),
} satisfies ShapeOf<HistoryRow>);

export const historySchema = listOf<HistoryRow>(historyRow);

/** The parts of a result; each must be told here. */
const resultKeys: Readonly<Record<keyof FitResult, true>> = {
  evaluations: true,
  history: true,
  best: true,
  last: true,
  validation: true,
  posterior: true,
  parameters: true,
  predictions: true,
  diagnostics: true,
};

/** Its SHA-256 vouches for a result; only what tells it from other blobs is looked at. */
export const resultSchema = z.custom<FitResult>(
  (value) =>
    typeof value === 'object' && value !== null && Object.keys(resultKeys).every((key) => key in value),
  'not the result of a fit',
);
