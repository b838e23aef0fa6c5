import type { Outcome } from '../../shared/base/problem.ts';
import { type Command, exitCodes } from './command.ts';

/** What shows the page; the host is the entry's to choose. */
export type Serve = (options: { readonly port: number; readonly open: boolean }) => Promise<Outcome<void>>;

export function serveCommand(serve: Serve): Command {
  return {
    name: 'serve',
    positionals: '',
    count: [0, 0],
    summary: 'show the page in a browser; runs till Ctrl-C',
    options: {
      port: { kind: 'integer', help: 'on this port of 127.0.0.1 (any free one)' },
      'no-open': { kind: 'flag', help: 'do not open a browser' },
    },
    withoutReader: () => 'goesOn',
    async run(given, output) {
      const outcome = await serve({ port: given.integer('port') ?? 0, open: !given.has('no-open') });
      await output.problems(outcome.problems);
      return outcome.ok ? exitCodes.done : exitCodes.problems;
    },
  };
}
