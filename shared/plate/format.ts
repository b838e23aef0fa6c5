import type { Outcome } from '../base/problem.ts';
import type { PlateContainer } from './containers/container.ts';
import type { PlateFile } from './plate-run.ts';
import type { ReadAnswers } from './read-answers.ts';

/** How a file is to be read. */
export interface ReadOptions extends Omit<ReadAnswers, 'format' | 'mapping' | 'plate'> {
  /** Readings at each point of a well, not their mean alone; left out: scans are listed. */
  readonly scans?: boolean;
}

/** How sure a format is that a file is its own, and by what. */
export interface Detection {
  /** 0 (certainly not) to 1 (certainly). */
  readonly confidence: number;
  /** For people: `line 1 names Tecan i-control`. */
  readonly why: string;
}

/** A way out of any table, as a clause. */
export const byMapping =
  'read FILE --suggest-map > mapping.json writes a first guess to correct, --map mapping.json reads by it';

export const notMine: Detection = { confidence: 0, why: '' };

/** What files of some formats leave open. */
export const answerQuestions = ['timeUnit_s', 'interval_s'] as const satisfies readonly (keyof ReadAnswers)[];
export type AnswerQuestion = (typeof answerQuestions)[number];

/** One instrument's (or program's) export. A new one is a folder under `formats/` and a line in `formats/index.ts`. */
export interface PlateFormat {
  /** Kebab-case, as `--format` takes it. */
  readonly id: string;
  /** For people: `vi-hds processed CSV`. */
  readonly title: string;
  /** What of it people may have to say; left out: its files say all. */
  readonly asks?: readonly AnswerQuestion[];
  /** Looks at the whole file; never throws. */
  detect(container: PlateContainer): Detection;
  /** Reads everything, or says what is wrong and where. Never throws for what the file holds. */
  read(container: PlateContainer, options: ReadOptions): Outcome<PlateFile>;
}
