import { resolve } from 'node:path';
import { formatProblem, mostTelling, type Problem } from '../../shared/base/problem.ts';
import { jsonText, visibleText } from '../../shared/base/visible-text.ts';
import type { StandardOutput } from './standard-output.ts';

/** Where a command's results and remarks go. */
export interface Output {
  readonly json: boolean;
  /** Results for people: stdout. Settles when there is room for more, or nobody to read it. */
  write(text: string): Promise<void>;
  /** Results for programs, byte for byte; what a terminal would obey is made visible where stdout is one. */
  table(text: string): Promise<void>;
  /** A whole JSON value. */
  value(value: unknown): Promise<void>;
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
  const put = (text: string): Promise<void> =>
    new Promise((settle) => {
      if (stdout.isOpen()) process.stdout.write(text, () => settle());
      else settle();
    });
  const line = async (value: unknown): Promise<void> => {
    if (json) await put(`${jsonText(value)}\n`);
  };
  const say = (text: string): void => {
    process.stderr.write(`${visibleText(text)}\n`);
  };
  const tell = (problems: readonly Problem[]): void => {
    for (const problem of mostTelling(problems)) say(formatProblem(problem));
  };
  return {
    json,
    write: (text) => put(visibleText(text)),
    table: (text) => put(process.stdout.isTTY ? visibleText(text) : text),
    value: (value) => put(`${jsonText(value, json ? undefined : 1)}\n`),
    line,
    say,
    problems: async (problems) => {
      tell(problems);
      for (const problem of problems) await line({ problem });
    },
    warnings: tell,
  };
}

/** Paths are meant from where the user stands: under npm that is INIT_CWD, not the package's folder. */
export function userPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
