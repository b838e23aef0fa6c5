import { failure, type Outcome } from '../../shared/base/problem.ts';
import { notStarted } from '../jobs/not-started.ts';
import type { JobFault } from './job-end.ts';

/** What is said of a job that gives no answer. */
export interface JobWords {
  /** Problems are called after it: `examine.tooLong`. */
  readonly code: string;
  /** What it was doing: `looking at the plates`. */
  readonly doing: string;
  /** Milliseconds that it had. */
  readonly limit: number;
  /** What to do where it was too much, and where it may do another time. */
  readonly fewer: string;
  readonly again: string;
}

/** Why there is no answer, as problems; a bug throws. */
export function faultOf(end: JobFault, { code, doing, limit, fewer, again }: JobWords): Outcome<never> {
  const refused = (of: string, message: string, remedy: string): Outcome<never> =>
    failure([{ code: `${code}.${of}`, severity: 'error', message, remedy }]);
  switch (end.kind) {
    case 'problems':
      return failure(end.problems);
    case 'bug':
      throw new Error(end.message);
    case 'notStarted':
      return failure([notStarted(doing, end.reason, 'do it again')]);
    case 'late':
      return refused('tooLong', `${doing} took more than ${limit / 1000} s and was ended`, fewer);
    case 'memory':
      return refused('memory', `${doing} was ended: ${end.words}`, fewer);
    case 'ended':
      return refused('died', `${doing} was ended from outside`, again);
  }
}
