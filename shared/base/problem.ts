import { visibleName } from './visible-text.ts';

/**
 * A problem is something wrong with the user's input: a file, a spec, a model text, an option.
 * Problems are values. They are collected and returned, never thrown, so that one wrong well does not hide the next.
 */

/** Where a problem lies. Lines and columns count from 1; a column counts UTF-16 units. */
export interface Place {
  /** Name or path of the file as the user gave it. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Anything more telling than a line: `well B7, cycle 12`, `data.devices[2]`. */
  readonly where?: string;
}

export type Severity = 'error' | 'warning';

export interface Problem {
  /** Stable, for programs: `plate.empty`, `spec.unknownDevice`. Room first, then what is wrong. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence with the offending value. */
  readonly message: string;
  /** What to do about it, one sentence, imperative. */
  readonly remedy?: string;
  /** The same where there is a window and no command line; left out: the remedy names nothing that a window has not. */
  readonly inWindow?: string;
  readonly place?: Place;
  /** The offending source line and a caret under the column, for texts that people write. */
  readonly excerpt?: string;
}

/** A value together with what was noticed on the way, or only problems of which at least one is an error. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function success<T>(value: T, problems: readonly Problem[] = []): Outcome<T> {
  return { ok: true, value, problems };
}

export function failure<T = never>(problems: readonly Problem[]): Outcome<T> {
  return { ok: false, problems };
}

export function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** `file:line:column: message` with the way out, for terminals and logs. */
export function formatProblem(problem: Problem): string {
  const { place } = problem;
  const file = place?.file === undefined ? undefined : visibleName(place.file);
  const position = [file, place?.line, place?.column].filter((part) => part !== undefined).join(':');
  const where = place?.where === undefined ? '' : `${visibleName(place.where)}: `;
  const head = `${position === '' ? '' : `${position}: `}${problem.severity}: ${where}${problem.message}`;
  const excerpt = problem.excerpt === undefined ? '' : `\n${problem.excerpt}`;
  const remedy = problem.remedy === undefined ? '' : `\n  -> ${problem.remedy}`;
  return head + excerpt + remedy;
}

/** As many as a person would read; a file can be wrong in a million places. */
export const mostTold = 100;

/** Problems in their order; of too many the first, errors before warnings, and how many more there are. */
export function mostTelling(problems: readonly Problem[]): readonly Problem[] {
  const more = problems.length - mostTold;
  if (more <= 0) return problems;
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, mostTold);
  const others = problems.filter(({ severity }) => severity !== 'error');
  const told = [...errors, ...others.slice(0, mostTold - errors.length)];
  const message = `there are ${more} more problems like these`;
  return [...told, { code: 'more', severity: told.at(-1)?.severity ?? 'error', message }];
}
