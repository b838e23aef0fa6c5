import type { PlateMapping } from './mapping/mapping.ts';
import type { DecimalMark } from './number.ts';

/** What people answered to what a file does not say; kept with the file, so that it is read the same again. Plain data. */
export interface ReadAnswers {
  /** The format's id; left out: the one that recognises the file best. */
  readonly format?: string;
  /** Seconds of one unit of its bare times. */
  readonly timeUnit_s?: number;
  /** Seconds between two cycles of a file without times. */
  readonly interval_s?: number;
  /** How numbers of a text are written; left out: as most of them are. */
  readonly decimal?: DecimalMark;
  /** Where its readings stand; left out: as its format says. */
  readonly mapping?: PlateMapping;
  /** The plate's own name, the same for all files of one plate; left out: as the file says. */
  readonly plate?: string;
}
