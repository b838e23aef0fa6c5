import type { Problem } from '../base/problem.ts';
import type { Evaluation, SignalScore, WellPrediction } from './fit-result.ts';

/** What a window may ask for when it starts a fit. */
export interface FitRequest {
  readonly epochs: number;
  readonly draws: number;
  readonly evaluationDraws: number;
  readonly evaluateEvery: number;
  readonly folds: number;
  readonly fold: number;
  readonly seed: number;
}

/**
 * `queued`, `running` and `stopping`: under way, it has a job or waits for one. One whose predictions are being made is
 * `running` too, with the activity `predicting`, and then again what it was. `interrupted`: stopped, or its process died.
 */
export type FitStatus = 'queued' | 'running' | 'stopping' | 'done' | 'interrupted' | 'failed';

/** What can be asked of a fit. */
export type FitAction = 'stop' | 'resume' | 'continue' | 'predict' | 'remove';

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
  /** What it is doing now, for people: `waiting`, `training`, `evaluating`, `writing results`, `predicting`, `stopping`. */
  readonly activity: string;
  /** Empty until the fit was prepared. */
  readonly backend: string;
  /** That computed it last; null until it was prepared. */
  readonly threads: number | null;
  readonly evaluations: readonly Evaluation[];
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

/** Statuses of a fit that has a job, or waits for one. */
export function isUnderWay(status: FitStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'stopping';
}
