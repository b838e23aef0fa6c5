import { z } from 'zod';
import type { Problem } from '../../shared/base/problem.ts';
import type { Evaluation, FitResult, HistoryRow } from '../../shared/fit/fit-result.ts';
import { type FitStatus, fitStatus } from '../../shared/fit/life.ts';
import type { FitOrder } from '../../shared/fit/order.ts';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import type { PlateOutline, PlateWell } from '../../shared/plate/plate-run.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import type { Change, ChosenSpec } from './change.ts';
import { fitSettingsSchema } from './fit-settings.ts';
import { layoutsSchema, treatmentSchema } from './layout-schema.ts';

/** Shapes of the documents inside a project file, checked each time one is read. */

const text = z.string();
const number = z.number();
/** Numbers of which some may be NaN or infinite. */
const measure = z.custom<number>((value) => typeof value === 'number', 'not a number');
const texts = z.array(text);
const floats = z.instanceof(Float64Array);

export const problemSchema: z.ZodType<Problem> = z.object({
  code: text,
  severity: z.enum(['error', 'warning']),
  message: text,
  remedy: text.exactOptional(),
  inWindow: text.exactOptional(),
  place: z
    .object({
      file: text.exactOptional(),
      line: number.exactOptional(),
      column: number.exactOptional(),
      where: text.exactOptional(),
    })
    .exactOptional(),
  excerpt: text.exactOptional(),
});

const answersSchema: z.ZodType<ReadAnswers> = z.object({
  format: text.exactOptional(),
  timeUnit_s: number.exactOptional(),
  interval_s: number.exactOptional(),
  decimal: z.enum(['point', 'comma']).exactOptional(),
});

const wellSchema: z.ZodType<PlateWell> = z.object({
  well: text,
  device: text,
  treatment: text,
  colony: text,
  content: text.exactOptional(),
  details: z.record(text, text).exactOptional(),
  treatments: z.array(treatmentSchema).exactOptional(),
  line: number,
});

const outlineSchema: z.ZodType<PlateOutline> = z.object({
  plate: text,
  wells: z.array(wellSchema),
  signals: z.array(z.object({ signal: text, unit: text.nullable(), timed: z.boolean() })),
});

export const fileSummarySchema: z.ZodType<FileSummary> = z.object({
  format: text,
  confidence: measure,
  plates: texts,
  wells: number,
  cycles: number,
  signals: texts,
  sparkline: floats,
  problems: z.array(problemSchema),
  outline: z.array(outlineSchema).exactOptional(),
  answers: answersSchema.exactOptional(),
});

/** A file's name and contents, and how they are read. */
export interface FrozenFile {
  readonly file: string;
  readonly sha256: string;
  readonly answers?: ReadAnswers;
}

/** What a fit was asked to do, frozen at its start. */
export interface FitPlanRecord {
  readonly order: FitOrder;
  /** Files whose contents are kept for this fit, whatever becomes of them in the project. */
  readonly data: readonly FrozenFile[];
  readonly versions: Readonly<Record<string, string>>;
  /** The fit from whose checkpoint this one was continued; null: it began by itself. */
  readonly startedFrom: { readonly fit: string; readonly epoch: number } | null;
}

export const fitPlanSchema: z.ZodType<FitPlanRecord> = z.object({
  order: z.object({
    spec: z.object({ file: text, text }),
    // Orders from before the model's text was kept have none.
    model: z.object({ file: text, text }).nullable().default(null),
    data: text,
    overrides: z.array(z.object({ name: text, value: text })),
    settings: fitSettingsSchema,
    layouts: layoutsSchema,
  }),
  data: z.array(z.object({ file: text, sha256: text, answers: answersSchema.exactOptional() })),
  versions: z.record(text, text),
  // Plans from before fits could be continued have none.
  startedFrom: z.object({ fit: text, epoch: number }).nullable().default(null),
});

/** What a fit turned out to be made of, known before its first step. */
export interface FitRecord {
  readonly backend: string;
  readonly threads: number;
  readonly relaxedMadd: boolean;
  readonly model: string;
  readonly objective: string;
  readonly data: readonly { readonly file: string; readonly plate: string; readonly sha256: string }[];
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly heldOut: readonly string[];
}

export interface FitProgressRecord {
  readonly status: FitStatus;
  /** Epochs completed, and asked for now: a resumed fit may be asked for more. */
  readonly epoch: number;
  readonly epochs: number;
  /** Training and evaluation, resumed stretches added up. */
  readonly seconds: number;
  readonly prepared: FitRecord | null;
  readonly evaluations: readonly Evaluation[];
  readonly problems: readonly Problem[];
  /** Which evaluation the stored result is of; null: there is none. */
  readonly predictions: { readonly epoch: number; readonly validationElbo: number } | null;
}

const evaluationSchema: z.ZodType<Evaluation> = z.object({
  epoch: number,
  step: number,
  seconds: number,
  trainElbo: measure,
  validationElbo: measure,
});

export const fitProgressSchema: z.ZodType<FitProgressRecord> = z.object({
  status: z.enum(fitStatus),
  epoch: number,
  epochs: number,
  seconds: number,
  prepared: z
    .object({
      backend: text,
      threads: number,
      // Records from before there was a choice have none.
      relaxedMadd: z.boolean().default(false),
      model: text,
      objective: text,
      data: z.array(z.object({ file: text, plate: text, sha256: text })),
      train: texts,
      validation: texts,
      heldOut: texts,
    })
    .nullable(),
  evaluations: z.array(evaluationSchema),
  problems: z.array(problemSchema),
  predictions: z.object({ epoch: number, validationElbo: measure }).nullable().default(null),
});

export const historySchema: z.ZodType<readonly HistoryRow[]> = z.array(
  z.object({
    epoch: number,
    step: number,
    seconds: number,
    learningRate: measure,
    trainElbo: measure.nullable(),
    validationElbo: measure.nullable(),
    failedDraws: number,
    drawsWithoutGradient: number.exactOptional(),
  }),
);

/** Its SHA-256 vouches for a result; only what tells it from other blobs is looked at. */
export const resultSchema: z.ZodType<FitResult> = z.custom<FitResult>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['history', 'validation', 'posterior', 'parameters', 'predictions', 'diagnostics'].every(
      (key) => key in value,
    ),
  'not the result of a fit',
);

const chosenSpecSchema: z.ZodType<ChosenSpec> = z.object({
  name: text,
  text,
  // Commands from before there were models of one's own.
  model: z.object({ name: text, text }).nullable().default(null),
});

export const changesSchema: z.ZodType<readonly Change[]> = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('title'), title: text }),
    z.object({ kind: z.literal('spec'), spec: chosenSpecSchema.nullable() }),
    z.object({
      kind: z.literal('setting'),
      key: text,
      value: z.object({ set: z.unknown() }).nullable(),
    }),
    z.object({ kind: z.enum(['files.recycle', 'files.restore']), ids: z.array(number) }),
    z.object({ kind: z.enum(['fit.recycle', 'fit.restore']), number }),
  ]),
);
