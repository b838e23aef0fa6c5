import type { PlateRun } from '../../plate/plate-run.ts';
import type { CorrectionStep } from '../correction/step.ts';

/**
 * What looks wrong with a plate's readings. A flag is a proposal: it changes nothing, somebody accepts or rejects it. A flag
 * of the same thing in the same readings has the same id, whoever looks.
 */
export interface QualityFlag extends Finding {
  /** `saturation-3fa91c02` */
  readonly id: string;
  readonly kind: FlagKind;
}

export const flagKinds = [
  'saturation',
  'outlier',
  'jump',
  'contamination',
  'oddBlank',
  'blankDrift',
  'replicates',
  'evaporationEdge',
  'missing',
  'times',
  'constant',
  'negative',
  'gain',
] as const;
export type FlagKind = (typeof flagKinds)[number];

/** high: numbers are wrong if they are used as they are; medium: they may mislead; low: worth knowing. */
export type FlagSeverity = 'high' | 'medium' | 'low';

export interface Finding {
  readonly severity: FlagSeverity;
  /** A sentence with the numbers: `11 readings of EYFP in 3 wells stand at …`. */
  readonly reason: string;
  /** As experiments name it. */
  readonly plate: string;
  /** Every well concerned, in the plate's order. */
  readonly wells: readonly string[];
  /** null: it is not of one signal. */
  readonly signal: string | null;
  readonly evidence: readonly Evidence[];
  /** What would deal with it; null: nothing that the program can do. */
  readonly correction: CorrectionStep | null;
  /** Tells findings of the same kind, plate and signal apart, from what is found alone. */
  readonly key: string;
}

/** Readings that show it. */
export interface Evidence {
  readonly well: string;
  readonly signal: string;
  /** First and last, from 1. */
  readonly cycles: readonly [number, number];
  /** Of the same two; null: the file has no times. */
  readonly time_h: readonly [number, number] | null;
  /** In the signal's unit, the first few of the range; NaN: missing. */
  readonly values: readonly number[];
}

/** What checks look at. */
export interface QualityPlate {
  readonly plate: string;
  /** As read, with its layout. */
  readonly run: PlateRun;
  /** The same after the corrections that are on. */
  readonly corrected: PlateRun;
}

/** One kind of check: a file each, and a line in `find-flags.ts`. */
export interface QualityCheck {
  readonly kind: FlagKind;
  /** A heading for people. */
  readonly title: string;
  find(plates: readonly QualityPlate[]): readonly Finding[];
}
