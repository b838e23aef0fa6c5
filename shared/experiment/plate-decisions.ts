import type { Layout } from '../plate/layout/layout.ts';
import type { CorrectionStep } from './correction/step.ts';

/** What was said and decided of plates beside what their files say. */
export interface PlateDecisions {
  /** What is in the wells; of plates that have none their files say it. */
  readonly layouts: readonly Layout[];
  /** Applied in order, once the wells are known: a layout may say which are blanks. */
  readonly corrections: readonly CorrectionStep[];
  /** Which parts of a layout a fit has use for. */
  readonly parts: TakenParts;
}

/** Groups of parts that something in a fit takes. */
export interface TakenParts {
  /** Something takes all there are (a neural layer with parts as its input). */
  readonly all: boolean;
  /** Names that are taken. */
  readonly groups: ReadonlySet<string>;
  /** Of them those that are there for parts, for remedies. */
  readonly offered: readonly string[];
}

/** Of a model that is not known. */
export const everyPart: TakenParts = { all: true, groups: new Set(), offered: [] };

export const nothingDecided: PlateDecisions = { layouts: [], corrections: [], parts: everyPart };
