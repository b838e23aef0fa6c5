import type { Given, OptionTable } from './options.ts';
import type { Output } from './output.ts';

/** Exit codes: done; the user's input has problems; wrong usage; our bug; ran, but no usable result; Ctrl-C. */
export const exitCodes = { done: 0, problems: 1, usage: 2, bug: 3, noResult: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * What becomes of a command whose stdout can no longer be written, because its reader has gone or the disk is full: it
 * ends, for its output is all that it makes; it goes on, for its work is kept elsewhere; or it would go on in vain.
 */
export type WithoutReader = 'ends' | 'goesOn' | 'isInVain';

export interface Command {
  readonly name: string;
  /** `<file>`; as help shows it. */
  readonly positionals: string;
  /** How many there must be, at least and at most. */
  readonly count: readonly [number, number];
  /** One line. */
  readonly summary: string;
  readonly options: OptionTable;
  /** Rewrites arguments before they are parsed, where one is not of the usual form. */
  readonly expand?: (args: readonly string[]) => readonly string[];
  /** Left out: `ends`. */
  readonly withoutReader?: (given: Given) => WithoutReader;
  run(given: Given, output: Output): ExitCode | Promise<ExitCode>;
}

/** Thrown for arguments that are right each by itself and wrong together; exit 2 with the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
