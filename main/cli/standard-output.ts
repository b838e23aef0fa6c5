import { systemWords } from '../jobs/input-file.ts';
import { type ExitCode, exitCodes, type WithoutReader } from './exit-codes.ts';

/** What has become of stdout. */
export interface StandardOutput {
  /** What to do should it be lost; before a command is known, `ends`. */
  withoutReader: WithoutReader;
  /** Whether what is written still arrives. */
  isOpen(): boolean;
  /** The exit code of a command that ended with `code`: lost output is said, though all else be done. */
  codeOf(code: ExitCode): ExitCode;
}

/** Hears of errors of stdout and stderr from here on, which would end the process with a stack trace otherwise. */
export function watchStandardOutput(): StandardOutput {
  let lost: NodeJS.ErrnoException | null = null;
  const left = (): boolean => lost?.code === 'EPIPE';
  const watched: StandardOutput = {
    withoutReader: 'ends',
    isOpen: () => lost === null,
    codeOf: (code) => (lost !== null && code === exitCodes.done ? exitCodes.problems : code),
  };
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (lost !== null) return;
    lost = error;
    const what = left() ? 'nobody reads stdout any more' : `stdout cannot be written: ${systemWords(error)}`;
    switch (watched.withoutReader) {
      case 'goesOn':
        say(`${what}; the work goes on.`);
        return;
      case 'isInVain':
        say(`${what}, and nothing else is kept; stopped. To keep a fit give --out DIR or --project P.`);
        return process.exit(left() ? exitCodes.noResult : exitCodes.problems);
      case 'ends':
        // A reader that has seen enough (`| head`) needs no word.
        if (left()) return process.exit(exitCodes.done);
        say(what);
        return process.exit(exitCodes.problems);
    }
  });
  // There is nobody left to tell; what the command does is not changed by it.
  process.stderr.on('error', () => {});
  return watched;
}
