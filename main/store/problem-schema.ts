import { z } from 'zod';
import type { Place, Problem } from '../../shared/base/problem.ts';
import { listOf, number, type ShapeOf, text } from './shape-of.ts';

const place = z.object({
  file: text.exactOptional(),
  line: number.exactOptional(),
  column: number.exactOptional(),
  where: text.exactOptional(),
} satisfies ShapeOf<Place>);

const problem = z.object({
  code: text,
  severity: z.enum(['error', 'warning']),
  message: text,
  remedy: text.exactOptional(),
  inWindow: text.exactOptional(),
  place: place.exactOptional(),
  excerpt: text.exactOptional(),
} satisfies ShapeOf<Problem>);

export const problemsSchema = listOf<Problem>(problem);
