import { type Outcome, success } from '../../shared/base/problem.ts';
import type { ExaminedPlates } from '../../shared/experiment/examine-plates.ts';
import type { ExamineTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';
import { faultOf } from './job-fault.ts';

/** How long looking at plates may take, milliseconds: a thousand plates of 96 wells take some minutes. */
const patience = 600_000;

const words = {
  code: 'examine',
  doing: 'looking at the plates',
  fewer: 'Look at fewer files at a time.',
  again: 'If memory ran out, close other programs; then do it again.',
} as const;

/** Has plates looked at by a process of its own. `limit`: milliseconds. */
export async function examineInJob(
  task: Omit<ExamineTask, 'kind'>,
  supervisor: Supervisor,
  limit: number = patience,
): Promise<Outcome<ExaminedPlates>> {
  const end = await runToEnd(supervisor, { kind: 'examine', ...task }, 'examined', limit);
  return end.kind === 'examined' ? success(end.examined, end.problems) : faultOf(end, { ...words, limit });
}
