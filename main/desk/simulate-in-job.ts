import { unreachable } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { SimulateTask } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { SimulatedFile } from '../jobs/simulation-files.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';

/** How long making data up may take, milliseconds: thousands of sets of large plates are asked for at times. */
const patience = 4 * 3_600_000;

const fewer = 'Ask for fewer sets or draws at a time.';

/** Has data made up by a process of its own. */
export async function simulateInJob(
  task: Omit<SimulateTask, 'kind'>,
  supervisor: Supervisor,
): Promise<Outcome<readonly SimulatedFile[]>> {
  const refused = (code: string, message: string, remedy: string): Outcome<never> => {
    const problem: Problem = { code, severity: 'error', message, remedy };
    return failure([problem]);
  };
  const end = await runToEnd(supervisor, { kind: 'simulate', ...task }, 'simulated', patience);
  switch (end.kind) {
    case 'simulated':
      return success(end.files, end.problems);
    case 'problems':
      return failure(end.problems);
    case 'bug':
      throw new Error(end.message);
    case 'notStarted':
      return failure([notStarted('making data up', end.reason, 'do it again')]);
    case 'late':
      return refused('simulate.tooLong', `making data up took more than ${patience / 3_600_000} h`, fewer);
    case 'memory':
      return refused('simulate.memory', `making data up was ended: ${end.words}`, fewer);
    case 'ended':
      return refused('simulate.died', 'the process that made data up was ended from outside', fewer);
    default:
      return unreachable(end, 'every end is told');
  }
}
