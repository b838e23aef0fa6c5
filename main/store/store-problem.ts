import type { Problem, Severity } from '../../shared/base/problem.ts';

/** A problem of a project file: `where` is the file, as an absolute path. */
export function storeProblem(
  code: string,
  file: string,
  message: string,
  remedy: string,
  severity: Severity = 'error',
): Problem {
  return { code, severity, message, remedy, place: { file } };
}

/** The sentence of what was thrown, whatever it is. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A problem on its way up to whoever returns it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
