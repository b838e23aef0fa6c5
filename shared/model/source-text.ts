import type { Place, Problem, Severity } from '../base/problem.ts';
import { type ReadLine, readLine } from './read-line.ts';

/** A position in the text; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A model's text with what is needed to point into it. */
export class SourceText {
  readonly file: string;
  /** As written. */
  readonly lines: readonly string[];
  readonly #read: ReadLine[] = [];

  constructor(text: string, file: string) {
    this.file = file;
    this.lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n\u0085\u2028\u2029]/);
  }

  /** A line (from 1) as the language reads it; empty after the last. */
  read(line: number): ReadLine {
    const known = this.#read[line];
    if (known !== undefined) return known;
    const read = readLine(this.lines[line - 1] ?? '');
    this.#read[line] = read;
    return read;
  }

  place(position: Position): Place {
    return { file: this.file, line: position.line, column: position.column };
  }

  /** A problem at a position, with the line and a caret under the column. */
  problem(
    code: string,
    position: Position,
    message: string,
    remedy?: string,
    severity: Severity = 'error',
  ): Problem {
    const line = this.lines[position.line - 1] ?? '';
    // tabs stay tabs under tabs, so that the caret stands right in every terminal
    const lead = line.slice(0, position.column - 1).replace(/[^\t]/g, ' ');
    const gutter = String(position.line);
    const excerpt = `  ${gutter} | ${line}\n  ${' '.repeat(gutter.length)} | ${lead}^`;
    return {
      code,
      severity,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      place: this.place(position),
      excerpt,
    };
  }
}

/** Ends the reading of one line or expression; the section reader collects the problem and goes on with the next. */
export class SyntaxProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
