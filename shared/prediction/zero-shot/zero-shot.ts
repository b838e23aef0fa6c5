import type { Quantiles, WellPrediction } from '../../fit/fit-result.ts';
import type { Estimate } from '../trust/clustered.ts';

/** What is asked of a fit that left a device out: its wells, by what the fit learned of others. */
export interface ZeroShotQuestion {
  /** Of these signals each well's own readings are seen; each text a name, or names with commas between. null: only blind. */
  readonly seenSignals: readonly string[] | null;
  /** null: as many as the fit's predictions are made of. */
  readonly draws: number | null;
  /** null: the fit's. */
  readonly seed: number | null;
}

/** `blind`: own values of a well from p(z | u, y); `informed`: given its readings of the signals that are seen. */
export const zeroShotKinds = ['blind', 'informed'] as const;
export type ZeroShotKind = (typeof zeroShotKinds)[number];

/** Zero-shot predictions of the wells of a device left out, and their scores; plain data. */
export interface ZeroShotAnswer {
  /** As people read it. */
  readonly device: string;
  /** Signals of the fit, each once; null: only blind. */
  readonly seenSignals: readonly string[] | null;
  readonly wells: readonly ZeroShotWell[];
  readonly scores: readonly ZeroShotScore[];
}

/** One well predicted in one way, in the signals' units. */
export interface ZeroShotWell extends Omit<WellPrediction, 'set'> {
  readonly kind: ZeroShotKind;
  /** Of the mean curve, without residual error, [signal, time]. */
  readonly curve: Quantiles<Float64Array>;
  /** Draws with weight and without a solution. */
  readonly unsolved: number;
  /** What was seen, and what makes it less certain than its bands say, in words. */
  readonly marks: readonly string[];
  readonly draws: number;
  /** Draws that count. */
  readonly ess: number;
}

/** How a signal that was not seen is predicted over all wells, scaled data; errors by wells. */
export interface ZeroShotScore {
  readonly kind: ZeroShotKind;
  /** Signals of which the well's own readings were seen. */
  readonly seen: readonly string[];
  readonly signal: string;
  /** What scaled data are multiplied by, in the signal's unit. */
  readonly scale: number;
  readonly wells: number;
  readonly readings: number;
  /** Readings without a prediction because no draw has a solution; they are in no score. */
  readonly unpredicted: number;
  /** Of the mean of the predictive distribution. */
  readonly rmse: Estimate;
  readonly coverage50: Estimate;
  readonly coverage95: Estimate;
  /** Means a reading; `lpd` in nats, each reading by itself. */
  readonly crps: Estimate;
  readonly lpd: Estimate;
}
