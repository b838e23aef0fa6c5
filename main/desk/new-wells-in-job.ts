import { type Outcome, success } from '../../shared/base/problem.ts';
import type { FromJob, NewWellsTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';
import { faultOf } from './job-fault.ts';

export type NewWellsEnd = Pick<Extract<FromJob, { kind: 'newWells' }>, 'fingerprint' | 'made'>;

const fewer = 'Give fewer files, or fewer draws, at a time.';

/** How long it may take: a screen of hundreds of plates is given at times. */
const words = { code: 'predict', doing: 'predicting', limit: 4 * 3_600_000, fewer, again: fewer } as const;

/** Has a process of its own say what a fit makes of new wells. */
export async function newWellsInJob(
  task: Omit<NewWellsTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<NewWellsEnd>> {
  const end = await runToEnd(supervisor, { kind: 'newWells', ...task }, 'newWells', words.limit);
  return end.kind === 'newWells' ? success(end, end.problems) : faultOf(end, words);
}
