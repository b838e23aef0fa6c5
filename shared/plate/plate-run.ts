import type { Problem } from '../base/problem.ts';
import type { Layout, WellFacts } from './layout/layout.ts';
import type { PlateMapping } from './mapping/mapping.ts';
import type { Metadata } from './metadata.ts';

/** One plate of one file as the instrument exported it: nothing corrected, nothing dropped in silence. */
export interface PlateRun {
  /** Tells the plates of one file apart; the file's name without extension where it holds a single plate. */
  readonly plate: string;
  /** People gave it its name; left out: the file did. */
  readonly stated?: boolean;
  readonly wells: readonly PlateWell[];
  readonly signals: readonly PlateSignal[];
  /** Parts of devices as a layout states them: device -> group -> part's name, '' = no part; left out: none does. */
  readonly parts?: Layout['parts'];
  /** What was read at several points of a well and is only listed; left out: nothing. */
  readonly scans?: readonly ScanOutline[];
}

/** A scan of which the readings were not asked for. */
export interface ScanOutline {
  /** Of the scan, or of the kinetic whose wells were read at several points. */
  readonly signal: string;
  readonly wells: number;
  /** In each well. */
  readonly points: number;
}

/**
 * A well and what the file says was put in it, texts untrimmed, as the file has them; with a layout, what that says. Without
 * `treatments` nothing but `treatment` says what was added.
 */
export interface PlateWell extends WellFacts {
  /** Unpadded: `A1`, `AF48`. */
  readonly well: string;
  /** Name of the genetic construct; empty where the file states none. */
  readonly device: string;
  /** `C6=25000;Ara=5`; empty where the file states none. */
  readonly treatment: string;
  readonly colony: string;
  /** What the instrument's program says is in it (`Sample X1`, `BLK`): offered, never taken unasked. */
  readonly content?: string;
  /** What else the file says of it, by the file's own headings (`Conc/Dil`, `Group`): offered likewise. */
  readonly details?: Readonly<Record<string, string>>;
  /** 1-based line (or row) of the file, for messages. */
  readonly line: number;
}

/** What a signal's cycles are; an endpoint, a wavelength of a spectrum and a scan have no times. */
export type SignalKind = 'kinetic' | 'endpoint' | 'spectrum' | 'scan';

export interface PlateSignal {
  /** The literal title in the file, without the cycle's number and time. */
  readonly signal: string;
  /** null: the file states none. */
  readonly unit: string | null;
  /** Computed by the instrument's software (ratios, blank-corrected), not read. */
  readonly calculated: boolean;
  /** Left out: kinetic. */
  readonly kind?: SignalKind;
  /** [cycle], seconds from the file's zero, of the first well with readings where wells differ; null: the file has no times. */
  readonly time_s: Float64Array | null;
  /** [well, cycle], seconds, NaN where a well was not read; left out: all wells have `time_s`. */
  readonly wellTimes_s?: Float64Array;
  /** Optics, gain, instrument, start; left out: the file says nothing of them. */
  readonly metadata?: Metadata;
  /** [well, cycle], row-major, in `unit`; NaN where there is no number. */
  readonly values: Float64Array;
  /** From one reading to the next that it can show, in `unit`, after corrections; left out: as its numbers are written. */
  readonly resolution?: number;
  /** What stood in a cell instead of a number (`OVRFLW`, ``), keyed by well index * cycles + cycle. */
  readonly tokens: ReadonlyMap<number, string>;
  /** [well, cycle], 1 where the true value is that of `values` or more (right-censored); left out: none is known to be. */
  readonly censored?: Uint8Array;
}

/** A plate without its readings. */
export interface PlateOutline {
  /** As experiments name it: by the file, and by its own name too where the file holds several. */
  readonly plate: string;
  /** The name that it has in the file, or that people gave it; left out: of a project from before it was kept. */
  readonly own?: string;
  /** People gave it; left out: the file did. */
  readonly stated?: boolean;
  readonly wells: readonly PlateWell[];
  readonly signals: readonly SignalOutline[];
}

export interface SignalOutline {
  readonly signal: string;
  readonly unit: string | null;
  /** The file has its times. */
  readonly timed: boolean;
  // Left out, as what follows: of a project from before they were kept.
  readonly kind?: SignalKind;
  readonly calculated?: boolean;
  readonly cycles?: number;
  /** Seconds from the file's zero, over all wells; null: it has no times. */
  readonly first_s?: number | null;
  readonly last_s?: number | null;
  readonly metadata?: Metadata;
}

export interface PlateFile {
  /** The name as the user gave it. */
  readonly file: string;
  /** The format's id, as `--format` takes it. */
  readonly format: string;
  /** 0 to 1: how sure the detection is. */
  readonly confidence: number;
  readonly runs: readonly PlateRun[];
  /** By which it was read; left out: by its format. */
  readonly mapping?: PlateMapping;
  readonly problems: readonly Problem[];
}
