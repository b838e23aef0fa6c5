import { unreachable } from '../../shared/base/assert.ts';
import { failure, type Outcome, type Problem, success } from '../../shared/base/problem.ts';
import type { PreparedFile } from '../jobs/messages.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { Scratch } from '../store/scratch-folder.ts';
import { runToEnd } from './job-end.ts';

/** How long looking at a project may take, milliseconds: a large one on a slow drive is read as a whole. */
const patience = 600_000;

const backup = 'Open a backup copy; this file was left as it is.';
const again = 'If memory ran out, close other programs; then open it again.';

/**
 * Has a project looked at by a process of its own, however large it is or whatever it does to its reader. One that ends
 * before it has answered is followed by another that reads with more care.
 */
export async function prepareInJob(
  path: string,
  scratch: Scratch,
  supervisor: Supervisor,
): Promise<Outcome<PreparedFile>> {
  const refused = (code: string, message: string, remedy: string): Outcome<never> => {
    const problem: Problem = { code, severity: 'error', message, remedy, place: { file: path } };
    return failure([problem]);
  };
  const look = (mapped: boolean) =>
    runToEnd(supervisor, { kind: 'prepare', path, scratch, mapped }, 'projectPrepared', patience);
  const first = await look(true);
  const end = first.kind === 'ended' ? await look(false) : first;
  switch (end.kind) {
    case 'projectPrepared':
      return success(end);
    case 'problems':
      return failure(end.problems);
    case 'bug':
      throw new Error(end.message);
    case 'notStarted':
      return failure([notStarted('opening the project', end.reason, 'open it again', path)]);
    case 'late':
      return refused(
        'project.tooLong',
        `looking at the project took more than ${patience / 60_000} min and was ended`,
        backup,
      );
    case 'memory':
      return refused('project.tooLarge', `looking at the project was ended: ${end.words}`, backup);
    case 'ended':
      return refused(
        'project.notPrepared',
        'the process that looked at the project was ended from outside',
        again,
      );
    default:
      return unreachable(end, 'every end is told');
  }
}
