import { type Outcome, success } from '../../shared/base/problem.ts';
import type { SimulateTask } from '../jobs/messages.ts';
import type { SimulatedFile } from '../jobs/simulation-files.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';
import { faultOf } from './job-fault.ts';

const fewer = 'Ask for fewer sets or draws at a time.';

/** How long it may take: thousands of sets of large plates are asked for at times. */
const words = {
  code: 'simulate',
  doing: 'making data up',
  limit: 4 * 3_600_000,
  fewer,
  again: fewer,
} as const;

/** Has data made up by a process of its own. */
export async function simulateInJob(
  task: Omit<SimulateTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<readonly SimulatedFile[]>> {
  const end = await runToEnd(supervisor, { kind: 'simulate', ...task }, 'simulated', words.limit);
  return end.kind === 'simulated' ? success(end.files, end.problems) : faultOf(end, words);
}
