import { z } from 'zod';
import type { Outcome, Problem } from '../../shared/base/problem.ts';
import { failure, success } from '../../shared/base/problem.ts';
import type { LogEntry } from '../../shared/channels.ts';
import { type Corrections, noCorrections } from '../../shared/experiment/correction/corrections.ts';
import { correctionsOf, stepsOf } from '../../shared/experiment/correction/parse-corrections.ts';
import type { CorrectionStep } from '../../shared/experiment/correction/step.ts';
import type { ProjectStore } from './project-store.ts';

/** The setting of a project that holds its steps and what was decided about its flags. */
const correctionsKey = 'corrections';

/** Steps as orders keep them. */
export const stepsSchema: z.ZodType<readonly CorrectionStep[]> = z.unknown().transform((value, context) => {
  const steps = stepsOf(value, 'steps');
  if (steps.ok) return steps.value;
  for (const { message } of steps.problems) context.addIssue({ code: 'custom', message });
  return z.NEVER;
}) as unknown as z.ZodType<readonly CorrectionStep[]>;

/** None where nothing was decided yet. */
export function projectCorrections(store: ProjectStore): Outcome<Corrections> {
  const value = store.setting(correctionsKey);
  if (value === undefined) return success(noCorrections);
  const read = correctionsOf(value, store.info.path);
  return read.ok ? read : failure(read.problems.map(unreadable));
}

function unreadable(problem: Problem): Problem {
  const remedy = 'Undo the last change of the corrections, or open the project with a newer Wellspring.';
  return { ...problem, message: `the project’s corrections cannot be read: ${problem.message}`, remedy };
}

/** One command that can be undone; `what` is its line in the log. null: nothing was to be changed. */
export function setCorrections(
  store: ProjectStore,
  corrections: Corrections,
  what: string,
): Outcome<LogEntry | null> {
  const isEmpty = corrections.steps.length === 0 && corrections.decisions.length === 0;
  return store.setSetting(correctionsKey, isEmpty ? undefined : corrections, what);
}
