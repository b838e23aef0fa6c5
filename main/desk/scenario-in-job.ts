import { unreachable } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { FromJob, ScenarioTask } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';

export type ScenarioEnd = Pick<Extract<FromJob, { kind: 'scenario' }>, 'fingerprint' | 'wells'>;

/** How long predicting may take, milliseconds: ten thousand wells are asked for at times. */
const patience = 4 * 3_600_000;

const fewer = 'Ask for fewer doses or draws at a time.';

/** Has a fit's scenarios predicted by a process of its own. */
export async function scenarioInJob(
  task: Omit<ScenarioTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<ScenarioEnd>> {
  const refused = (code: string, message: string, remedy: string): Outcome<never> => {
    const problem: Problem = { code, severity: 'error', message, remedy };
    return failure([problem]);
  };
  const end = await runToEnd(supervisor, { kind: 'scenario', ...task }, 'scenario', patience);
  switch (end.kind) {
    case 'scenario':
      return success(end, end.problems);
    case 'problems':
      return failure(end.problems);
    case 'bug':
      throw new Error(end.message);
    case 'notStarted':
      return failure([notStarted('predicting', end.reason, 'do it again')]);
    case 'late':
      return refused('predict.tooLong', `predicting took more than ${patience / 3_600_000} h`, fewer);
    case 'memory':
      return refused('predict.memory', `predicting was ended: ${end.words}`, fewer);
    case 'ended':
      return refused('predict.died', 'the process that predicted was ended from outside', fewer);
    default:
      return unreachable(end, 'every end is told');
  }
}
