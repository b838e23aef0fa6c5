import { z } from 'zod';
import { stepsOf } from '../../shared/experiment/correction/parse-corrections.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';

/** Steps as orders keep them. */
export const stepsSchema: z.ZodType<readonly CorrectionStep[]> = z.unknown().transform((value, context) => {
  const steps = stepsOf(value, 'steps');
  if (steps.ok) return steps.value;
  for (const { message } of steps.problems) context.addIssue({ code: 'custom', message });
  return z.NEVER;
}) as unknown as z.ZodType<readonly CorrectionStep[]>;
