import type { Outcome } from '../../shared/base/problem.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';

/** What shows the page; the host is the entry's to choose. */
export type Serve = (options: {
  readonly port: number;
  /** Whether to open a browser. */
  readonly open: boolean;
  /** Whether to show one that runs already, where there is one. */
  readonly again: boolean;
}) => Promise<Outcome<void>>;

export function serveCommand(serve: Serve): Command {
  return {
    name: 'serve',
    positionals: '',
    count: [0, 0],
    summary: 'show the page in a browser; runs till Ctrl-C',
    options: {
      port: { kind: 'integer', most: 65_535, help: 'on this port of 127.0.0.1 (any free one)' },
      open: { kind: 'flag', help: 'open the one that runs already again, where one does' },
      'no-open': { kind: 'flag', help: 'do not open a browser' },
    },
    withoutReader: () => 'goesOn',
    async run(given, output) {
      const outcome = await serve({
        port: given.integer('port') ?? 0,
        open: !given.has('no-open'),
        again: given.has('open'),
      });
      await output.problems(outcome.problems);
      return outcome.ok ? exitCodes.done : exitCodes.problems;
    },
  };
}
