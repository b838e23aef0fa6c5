import type { Problem } from '../base/problem.ts';
import type { Evaluation, SignalScore, WellPrediction } from './fit-result.ts';
import type { FitAction, FitStatus } from './life.ts';
import type { FitRequest } from './request.ts';
import type { SamplingReport } from './sampling.ts';

export interface FitSummary {
  /** Name of the fit, unique in the project: `fit-1`. */
  readonly fit: string;
  readonly status: FitStatus;
  readonly request: FitRequest;
  /** Epochs completed (fractions while one is under way) and asked for. */
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsPerSecond: number | null;
  /** Estimated; null while unknown or when not running. */
  readonly secondsLeft: number | null;
  /** What it is doing now, for people: a `fitActivity`; empty: nothing. */
  readonly activity: string;
  /** Empty until the fit was prepared. */
  readonly backend: string;
  /** That computed it last; null until it was prepared. */
  readonly threads: number | null;
  readonly evaluations: readonly Evaluation[];
  /** Of a joint fit that is under way, the last report; null: of all others. */
  readonly sampling: SamplingReport | null;
  readonly bestEpoch: number | null;
  readonly bestValidationElbo: number | null;
  /** Why it failed or stopped. */
  readonly problems: readonly Problem[];
  /** Whether there is something to go on from. */
  readonly hasCheckpoint: boolean;
  /** The fit from whose checkpoint this one was continued; null: it began by itself. */
  readonly startedFrom: { readonly fit: string; readonly epoch: number } | null;
  /** Which evaluation the stored predictions are of; null: there are none. */
  readonly predictions: StoredPredictions | null;
  /** What the service would do now if it were asked. */
  readonly can: Readonly<Record<FitAction, boolean>>;
}

/** Of which evaluation predictions are. */
export interface StoredPredictions {
  readonly epoch: number;
  readonly validationElbo: number;
  /** The fit was done: they are its result. Else they are of the best evaluation that a fit not done had come to. */
  readonly final: boolean;
}

/** Predictions of a fit, and of which of its evaluations they are. */
export interface FitView {
  readonly fit: FitSummary;
  readonly epoch: number;
  readonly final: boolean;
  readonly scores: readonly (SignalScore & { readonly signal: string })[];
  readonly predictions: readonly WellPrediction[];
}
