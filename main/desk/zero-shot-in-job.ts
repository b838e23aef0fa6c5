import { type Outcome, success } from '../../shared/base/problem.ts';
import type { FromJob, ZeroShotTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';
import { faultOf } from './job-fault.ts';

export type ZeroShotEnd = Pick<Extract<FromJob, { kind: 'zeroShot' }>, 'fingerprint' | 'answer'>;

const fewer = 'Ask for fewer draws.';

/** How long it may take: a device may have hundreds of wells. */
const words = { code: 'predict', doing: 'predicting', limit: 4 * 3_600_000, fewer, again: fewer } as const;

/** Has the wells of a device that a fit left out predicted by a process of its own. */
export async function zeroShotInJob(
  task: Omit<ZeroShotTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<ZeroShotEnd>> {
  const end = await runToEnd(supervisor, { kind: 'zeroShot', ...task }, 'zeroShot', words.limit);
  return end.kind === 'zeroShot' ? success(end, end.problems) : faultOf(end, words);
}
