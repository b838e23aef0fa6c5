import { z } from 'zod';
import type { FileSummary } from '../../shared/plate/file-summary.ts';
import type { PlateMapping } from '../../shared/plate/mapping/mapping.ts';
import { isMapping } from '../../shared/plate/mapping/parse-mapping.ts';
import { type Metadata, metadataNames } from '../../shared/plate/metadata.ts';
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
  mapping: z.custom<PlateMapping>(isMapping, 'no mapping').exactOptional(),
  plate: text.exactOptional(),
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

const metadata: z.ZodType<Metadata> = z.partialRecord(z.enum(metadataNames), text);

const signal = z.object({
  signal: text,
  unit: text.nullable(),
  timed: z.boolean(),
  kind: z.enum(['kinetic', 'endpoint', 'spectrum', 'scan']).exactOptional(),
  calculated: z.boolean().exactOptional(),
  cycles: number.exactOptional(),
  first_s: number.nullable().exactOptional(),
  last_s: number.nullable().exactOptional(),
  metadata: metadata.exactOptional(),
} satisfies ShapeOf<SignalOutline>);

const outline = z.object({
  plate: text,
  own: text.exactOptional(),
  stated: z.boolean().exactOptional(),
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
