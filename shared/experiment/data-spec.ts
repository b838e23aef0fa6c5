import type { Place } from '../base/problem.ts';
import type { FoldUnit } from './fold-units.ts';

/** `reference`: the published code's; `wells`: each well with its own times, readings as they are. */
export const preprocessings = ['reference', 'wells'] as const;
export type Preprocessing = (typeof preprocessings)[number];

/** The `data` section of a spec, parsed and defaulted (source: the keys and defaults of microsoft/vi-hds). */
export interface DataSpec {
  /** As in the files, exact text. */
  readonly devices: readonly string[];
  /** [device]; the devices themselves where the spec gives none. */
  readonly prettyDevices: readonly string[];
  readonly files: readonly string[];
  /** Titles in the files. */
  readonly signals: readonly string[];
  /** [signal] -> the model's observable that it is; left out: its namesake. */
  readonly observables?: readonly string[];
  /** Names of treatments in the files. */
  readonly conditions: readonly string[];
  /** [condition] -> the model's treatment that it is; left out: its namesake. */
  readonly treatments?: readonly string[];
  /** How readings become series; left out: the spec does not say. */
  readonly preprocessing?: Preprocessing;
  /** What folds never tear apart; left out: the spec does not say. */
  readonly foldUnit?: FoldUnit;
  /** Group name -> device index -> part index or null; null: the spec states no groups. */
  readonly groups: ReadonlyMap<string, readonly (number | null)[]> | null;
  /** Group name -> part index of the baseline; its name where a layout states the group. */
  readonly defaultDevices: ReadonlyMap<string, number | string>;
  /** [signal] -> divisor; null: divide by the maximum. */
  readonly normalize: readonly number[] | null;
  readonly merge: boolean;
  readonly subtractBackground: boolean;
  /** The spec says so itself, which is what `wells` preprocessing goes by. */
  readonly statesBackground?: boolean;
  readonly separateConditions: boolean;
  readonly dtype: 'float32' | 'float64';
  /** Where the lists stand in the spec, for problems that are found only with the files at hand; absent for specs made by program. */
  readonly places?: DataSpecPlaces;
}

/** Each list has the index of its counterpart in DataSpec. */
export interface DataSpecPlaces {
  readonly devices: readonly SpecPlace[];
  readonly files: readonly SpecPlace[];
  readonly signals: readonly SpecPlace[];
  /** By name. */
  readonly groups?: ReadonlyMap<string, SpecPlace>;
}

/** The part of a Problem that says where it lies. */
export interface SpecPlace {
  readonly place: Place;
  readonly excerpt?: string;
}
