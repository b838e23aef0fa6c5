import { resolve } from 'node:path';
import { formatProblem, type Problem } from '../../shared/base/problem.ts';
import type { StandardOutput } from './standard-output.ts';

/** Where a command's results and remarks go. */
export interface Output {
  readonly json: boolean;
  /** Results: stdout. Settles when there is room for more, or nobody to read it. */
  write(text: string): Promise<void>;
  /** One JSON object a line on stdout; nothing without `--json`. */
  line(value: unknown): Promise<void>;
  /** For people: stderr. */
  say(text: string): void;
  /** Problems for people, and with `--json` as `{"problem": ...}` lines as well. */
  problems(problems: readonly Problem[]): Promise<void>;
  /** Warnings beside a result that is one JSON value: stderr alone. */
  warnings(problems: readonly Problem[]): void;
}

export function createOutput(json: boolean, stdout: Pick<StandardOutput, 'isOpen'>): Output {
  const write = (text: string): Promise<void> =>
    new Promise((settle) => {
      if (stdout.isOpen()) process.stdout.write(text, () => settle());
      else settle();
    });
  const line = async (value: unknown): Promise<void> => {
    if (json) await write(`${JSON.stringify(value)}\n`);
  };
  return {
    json,
    write,
    line,
    say: (text) => {
      process.stderr.write(`${text}\n`);
    },
    problems: async (problems) => {
      for (const problem of problems) {
        process.stderr.write(`${formatProblem(problem)}\n`);
        await line({ problem });
      }
    },
    warnings: (problems) => {
      for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
    },
  };
}

/** Paths are meant from where the user stands: under npm that is INIT_CWD, not the package's folder. */
export function userPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/** A path as a word of a command that can be pasted. */
export function shellWord(path: string): string {
  if (/^[\w@%+=:,./\\#-]+$/.test(path)) return path;
  return process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}
