import type { Problem } from '../base/problem.ts';
import type { CorrectionStep } from './correction/step.ts';

/**
 * The data of one fit: individuals (one well each) with their device, parts, treatments and readings on one grid of
 * times. Made by a preprocessing from plate runs and the `data` section of a spec.
 */
export interface Experiment {
  /** Signal names in spec order; index s everywhere below. */
  readonly signals: readonly string[];
  /** Treatment names (`conditions` of a spec) in spec order; index c everywhere below. */
  readonly treatments: readonly string[];
  /** Networks see log(1 + dose / unit), [treatment], in the file's unit; 1 as published, else see `treatmentDoses`. */
  readonly doseUnits: Float64Array;
  /** In which doses are stated, [treatment]; null, or left out: nowhere is one stated, it is the model's. */
  readonly treatmentUnits?: readonly (string | null)[];
  /** In which signals are read once they are corrected, [signal]; null, or left out: no file states one. */
  readonly signalUnits?: readonly (string | null)[];
  readonly devices: readonly ExperimentDevice[];
  /** Grouping by parts (`aR`, `aS`), in spec order, then as layouts state them; empty where neither does. */
  readonly parts: readonly PartGroup[];
  /** What each signal was divided by, [signal], in the plate file's unit. */
  readonly scales: Float64Array;
  readonly individuals: readonly Individual[];
  /** Files in spec order with the SHA-256 (hex) of their bytes. */
  readonly sources: readonly ExperimentSource[];
  /** What was done to the readings before anything else; left out: nothing. */
  readonly corrections?: readonly CorrectionStep[];
  /** `reference` or `wells`. */
  readonly preprocessing: string;
  readonly problems: readonly Problem[];
}

export interface ExperimentDevice {
  /** As in the files. */
  readonly name: string;
  /** As people read it (`pretty_devices`). */
  readonly title: string;
}

/** One named group of parts: device -> part index. */
export interface PartGroup {
  /** The model parameter the parts act on: `aR`. */
  readonly name: string;
  /** [device] -> part index from 0, null = no part. */
  readonly partOfDevice: readonly (number | null)[];
  /** Number of parts: the highest index + 1. */
  readonly count: number;
  /** Part index of the baseline (`default_devices`), null without one. */
  readonly baseline: number | null;
}

export interface ExperimentSource {
  readonly file: string;
  readonly plate: string;
  readonly sha256: string;
}

/** One well. Under `reference` times and observations are float32 values held as float64 where the spec's dtype is float32. */
export interface Individual {
  /** `<plate>/<well>`, e.g. `proc140916/A1`. */
  readonly id: string;
  readonly plate: string;
  readonly well: string;
  /** Index into `devices`. */
  readonly device: number;
  /** Multi-hot vector of parts, groups concatenated in spec order, [sum of counts]; without groups [1], always 1. */
  readonly partsHot: Float64Array;
  /** log(1 + dose / unit), [treatment]: what networks see. */
  readonly logTreatments: Float64Array;
  /**
   * Raw doses, [treatment], in the file's unit: what models see. In `reference` exactly exp(logTreatments) - 1, but for
   * treatments with a dose that would be lost on that way.
   */
  readonly doses: Float64Array;
  /** Doses as the file states them, [treatment], in its unit: what people read. */
  readonly statedDoses: Float64Array;
  /**
   * Hours from the file's zero, ascending (a time may be repeated), [time]. Under `reference` one grid shared by all
   * individuals (the same array), under `wells` each one's own.
   */
  readonly times_h: Float64Array;
  /** Scaled, background subtracted (under `wells` only where the spec asks for it), [signal, time] row-major; 0 where the mask is 0. */
  readonly observations: Float64Array;
  /** What was subtracted after scaling, in scaled units, [signal]; raw = (observation + background) * scale. */
  readonly backgrounds: Float64Array;
  /** 1 where there is a reading, 2 where it is right-censored (the signal was at least the observation), else 0, [signal, time]. */
  readonly mask: Uint8Array;
  /** Other columns of the layout by their heading; left out: none. */
  readonly factors?: Readonly<Record<string, string>>;
  /** What was added after the start, ascending in time; left out: nothing. */
  readonly additions?: readonly Addition[];
}

/** A treatment that changes, or is added, while a well is read. */
export interface Addition {
  /** Index into `treatments`. */
  readonly treatment: number;
  /** In the file's unit. */
  readonly value: number;
  readonly time_h: number;
}
