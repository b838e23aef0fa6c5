import { type Outcome, success } from '../../shared/base/problem.ts';
import type { FromJob, ScenarioTask } from '../jobs/messages.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';
import { faultOf } from './job-fault.ts';

export type ScenarioEnd = Pick<Extract<FromJob, { kind: 'scenario' }>, 'fingerprint' | 'wells'>;

const fewer = 'Ask for fewer doses or draws at a time.';

/** How long it may take: ten thousand wells are asked for at times. */
const words = { code: 'predict', doing: 'predicting', limit: 4 * 3_600_000, fewer, again: fewer } as const;

/** Has a fit's scenarios predicted by a process of its own. */
export async function scenarioInJob(
  task: Omit<ScenarioTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<ScenarioEnd>> {
  const end = await runToEnd(supervisor, { kind: 'scenario', ...task }, 'scenario', words.limit);
  return end.kind === 'scenario' ? success(end, end.problems) : faultOf(end, words);
}
