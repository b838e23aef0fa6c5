import { z } from 'zod';
import { type Layout, type LayoutWell, wellRoles } from '../../shared/plate/layout/layout.ts';
import type { Treatment } from '../../shared/plate/treatment.ts';

/** Shapes of stored layouts, of projects, orders and fit.json. */

const text = z.string();

export const treatmentSchema: z.ZodType<Treatment> = z.object({
  name: text,
  value: z.number().nonnegative(),
  unit: text.nullable(),
  time_s: z.number().nonnegative(),
});

const layoutWellSchema: z.ZodType<LayoutWell> = z.object({
  well: text,
  device: text.exactOptional(),
  treatments: z.array(treatmentSchema).exactOptional(),
  role: z.enum(wellRoles).exactOptional(),
  biological: text.exactOptional(),
  technical: text.exactOptional(),
  excluded: text.exactOptional(),
  factors: z.record(text, text).exactOptional(),
});

export const layoutSchema: z.ZodType<Layout> = z.object({
  plate: text.nullable(),
  wells: z.array(layoutWellSchema),
  parts: z.record(text, z.record(text, text)).exactOptional(),
});

/** Orders from before there were layouts have none. */
export const layoutsSchema: z.ZodType<readonly Layout[]> = z.array(layoutSchema).default([]);
