import { unreachable } from '../../shared/base/assert.ts';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import type { CheckCopy } from '../store/backup-project.ts';
import { runToEnd } from './job-end.ts';

/** How long reading a copy may take, milliseconds: a large one on a slow drive is read as a whole. */
const patience = 600_000;

const again = 'save the copy again';

/** Has the copy that a backup has made read by a process of its own, however large it is; `path` is where it is to go. */
export function checkInJob(path: string, supervisor: Supervisor): CheckCopy {
  const refused = (message: string, remedy: string): Outcome<never> =>
    failure([{ code: 'backup.notChecked', severity: 'error', message, remedy, place: { file: path } }]);
  return async (copy) => {
    const end = await runToEnd(supervisor, { kind: 'check', copy }, 'checked', patience);
    switch (end.kind) {
      case 'checked':
        return success(end.damage);
      case 'problems':
        return failure(end.problems);
      case 'bug':
        throw new Error(end.message);
      case 'notStarted':
        return failure([notStarted('reading the copy', end.reason, again, path)]);
      case 'late':
        return refused(
          `reading the copy took more than ${patience / 60_000} min and was ended`,
          'Choose a faster drive.',
        );
      case 'memory':
        return refused(
          `reading the copy was ended: ${end.words}`,
          'Close the project and copy its file instead.',
        );
      case 'ended':
        return refused(
          'the process that read the copy was ended from outside',
          `If memory ran out, close other programs; then ${again}.`,
        );
      default:
        return unreachable(end, 'every end is told');
    }
  };
}
