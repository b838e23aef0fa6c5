import { z } from 'zod';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import type { PlateOutline, PlateWell, SignalOutline } from '../../shared/plate/plate-run.ts';
import type { ReadAnswers } from '../../shared/plate/read-answers.ts';
import { statedShapes } from './layout-schema.ts';
import { problemsSchema } from './problem-schema.ts';
import { floats, listOf, measure, number, type ShapeOf, text, texts } from './shape-of.ts';

const answers = z.object({
  format: text.exactOptional(),
  timeUnit_s: number.exactOptional(),
  interval_s: number.exactOptional(),
  decimal: z.enum(['point', 'comma']).exactOptional(),
} satisfies ShapeOf<ReadAnswers>);

const well = z.object({
  well: text,
  device: text,
  treatment: text,
  colony: text,
  content: text.exactOptional(),
  details: z.record(text, text).exactOptional(),
  ...statedShapes,
  line: number,
} satisfies ShapeOf<PlateWell>);

const signal = z.object({
  signal: text,
  unit: text.nullable(),
  timed: z.boolean(),
} satisfies ShapeOf<SignalOutline>);

const outline = z.object({
  plate: text,
  wells: listOf(well),
  signals: listOf(signal),
} satisfies ShapeOf<PlateOutline>);

export const fileSummarySchema: z.ZodType<FileSummary> = z.object({
  format: text,
  confidence: measure,
  plates: texts,
  wells: number,
  cycles: number,
  signals: texts,
  sparkline: floats,
  problems: problemsSchema,
  outline: listOf(outline).exactOptional(),
  answers: answers.exactOptional(),
} satisfies ShapeOf<FileSummary>);

/** A file's name and contents, and how they are read. */
export const frozenFileSchema = z.object({ file: text, sha256: text, answers: answers.exactOptional() });
export type FrozenFile = Readonly<z.infer<typeof frozenFileSchema>>;
