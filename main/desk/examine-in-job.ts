import { unreachable } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { ExaminedPlates } from '../../shared/experiment/examine-plates.ts';
import type { ExamineTask } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { runToEnd } from './job-end.ts';

/** How long looking at plates may take, milliseconds: a thousand plates of 96 wells take some minutes. */
const patience = 600_000;

const fewer = 'Look at fewer files at a time.';
const again = 'If memory ran out, close other programs; then do it again.';

/** Has plates looked at by a process of its own. `limit`: milliseconds. */
export async function examineInJob(
  task: Omit<ExamineTask, 'kind'>,
  supervisor: Supervisor,
  limit: number = patience,
): Promise<Outcome<ExaminedPlates>> {
  const refused = (code: string, message: string, remedy: string): Outcome<never> => {
    const problem: Problem = { code, severity: 'error', message, remedy };
    return failure([problem]);
  };
  const end = await runToEnd(supervisor, { kind: 'examine', ...task }, 'examined', limit);
  switch (end.kind) {
    case 'examined':
      return success(end.examined, end.problems);
    case 'problems':
      return failure(end.problems);
    case 'bug':
      throw new Error(end.message);
    case 'notStarted':
      return failure([notStarted('looking at the plates', end.reason, 'do it again')]);
    case 'late':
      return refused(
        'examine.tooLong',
        `looking at the plates took more than ${limit / 1000} s and was ended`,
        fewer,
      );
    case 'memory':
      return refused('examine.memory', `looking at the plates was ended: ${end.words}`, fewer);
    case 'ended':
      return refused('examine.died', 'the process that looked at the plates was ended from outside', again);
    default:
      return unreachable(end, 'every end is told');
  }
}
