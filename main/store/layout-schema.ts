import { z } from 'zod';
import { type Layout, type LayoutWell, wellRoles } from '../../shared/plate/layout/layout.ts';
import type { Treatment } from '../../shared/plate/treatment.ts';
import { listOf, type ShapeOf, text } from './shape-of.ts';

/** Shapes of stored layouts, of projects, orders and fit.json. */

const treatment = z.object({
  name: text,
  value: z.number().nonnegative(),
  unit: text.nullable(),
  time_s: z.number().nonnegative(),
} satisfies ShapeOf<Treatment>);

/** What a file's well and a layout's may both say of it. */
export const statedShapes = {
  treatments: listOf<Treatment>(treatment).exactOptional(),
  role: z.enum(wellRoles).exactOptional(),
  biological: text.exactOptional(),
  technical: text.exactOptional(),
  excluded: text.exactOptional(),
  factors: z.record(text, text).exactOptional(),
};

const layoutWell = z.object({
  well: text,
  device: text.exactOptional(),
  ...statedShapes,
} satisfies ShapeOf<LayoutWell>);

export const layoutSchema: z.ZodType<Layout> = z.object({
  plate: text.nullable(),
  wells: listOf<LayoutWell>(layoutWell),
  parts: z.record(text, z.record(text, text)).exactOptional(),
} satisfies ShapeOf<Layout>);

/** Orders from before there were layouts have none. */
export const layoutsSchema = listOf(layoutSchema).default([]);
