import type { Problem } from '../base/problem.ts';
import type { PlateOutline } from './plate-run.ts';
import type { ReadAnswers } from './read-answers.ts';

/** What is known of a plate file without parsing it again. */
export interface FileSummary {
  /** For people: `vi-hds processed CSV`. */
  readonly format: string;
  readonly confidence: number;
  readonly plates: readonly string[];
  readonly wells: number;
  readonly cycles: number;
  readonly signals: readonly string[];
  /** First well's first signal, [point], NaN = none. */
  readonly sparkline: Float64Array;
  readonly problems: readonly Problem[];
  /** Its plates without their readings; left out: of a project from before it was kept. */
  readonly outline?: readonly PlateOutline[];
  /** What was answered when it was read; left out: nothing was asked. */
  readonly answers?: ReadAnswers;
}
