/**
 * Corrections are steps: plain data, in order, each on or off, kept with a project and frozen into a fit. They are applied
 * to a plate run and give a new one; the readings as they came are never changed.
 */
export type CorrectionStep = CorrectionWork & {
  /** As experiments name the plate; null: every plate that has the step's signal. */
  readonly plate: string | null;
  readonly on: boolean;
  /** The flag that proposed it; null: somebody wrote it. */
  readonly flag: string | null;
};

export type CorrectionWork =
  | ExcludeWells
  | ExcludeReadings
  | Censor
  | Background
  | PathLength
  | DensityLinearity
  | ParticleCalibration
  | MeflCalibration;

/** The wells are not used by fits and summaries. */
export interface ExcludeWells {
  readonly kind: 'excludeWells';
  readonly wells: readonly string[];
  readonly reason: string;
}

/** Readings of some wells in a range of time become missing. */
export interface ExcludeReadings {
  readonly kind: 'excludeReadings';
  readonly wells: readonly string[];
  /** null: of all signals. */
  readonly signal: string | null;
  /** Hours, both ends included; null: from the first, to the last reading. */
  readonly from_h: number | null;
  readonly to_h: number | null;
  readonly reason: string;
}

/** Readings at the limit or above it, and words that say so, are marked as right-censored at the limit. */
export interface Censor {
  readonly kind: 'censor';
  readonly signal: string;
  /** In the signal's unit; null: the largest number that the plate has. */
  readonly limit: number | null;
}

export const backgroundMethods = [
  'blankWells',
  'localBlanks',
  'autofluorescence',
  'minimum',
  'none',
] as const;
export type BackgroundMethod = (typeof backgroundMethods)[number];

/** What the medium, the plate and the cells' own colour add is subtracted. */
export interface Background {
  readonly kind: 'background';
  readonly signal: string;
  readonly method: BackgroundMethod;
  /** Of blank wells: a value for each cycle, or one for the run. */
  readonly per: 'time' | 'constant';
  /** Blank wells, or those of the autofluorescence control; null: those of the layout. */
  readonly wells: readonly string[] | null;
  /** The optical density over which autofluorescence is interpolated; null: the plate's only one, or `OD`. */
  readonly density: string | null;
}

/** Absorbance per centimetre of light path. */
export interface PathLength {
  readonly kind: 'pathLength';
  readonly signal: string;
  readonly length_cm: number;
}

export const linearityForms = ['polynomial', 'saturation'] as const;

/** Optical density that would have been read if it were proportional to cells, by a dilution series. */
export interface DensityLinearity {
  readonly kind: 'odLinearity';
  readonly signal: string;
  readonly form: (typeof linearityForms)[number];
  readonly series: readonly { readonly relative: number; readonly reading: number }[];
}

/** Particles (microspheres) a well, by a calibration series. */
export interface ParticleCalibration {
  readonly kind: 'particles';
  readonly signal: string;
  readonly standards: readonly { readonly amount: number; readonly reading: number }[];
}

/** Molecules of equivalent fluorescein, by a calibration series at one gain. */
export interface MeflCalibration {
  readonly kind: 'mefl';
  readonly signal: string;
  /** As the reader wrote it where the standards were measured. */
  readonly gain: string;
  readonly standards: readonly { readonly amount: number; readonly reading: number }[];
}
