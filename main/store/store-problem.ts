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
