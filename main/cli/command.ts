import type { ExitCode, WithoutReader } from './exit-codes.ts';
import type { Given, OptionTable } from './options.ts';
import type { Output } from './output.ts';

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
