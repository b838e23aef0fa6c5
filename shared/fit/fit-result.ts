import type { Level } from '../model/prior.ts';
import type { ApproximationDiagnostics } from './approximation.ts';
import type { Mixing, SamplingDiagnostics } from './sampling.ts';

/** What a fit leaves behind, as data; `main/` writes it to files or a project (`fit --out`). */
export interface FitResult {
  readonly evaluations: readonly Evaluation[];
  readonly history: readonly HistoryRow[];
  /**
   * The evaluation that all else here is of. Of a fit by chains, which has no elbos: transitions made, and in the elbo's place
   * the log predictive density of validation wells, nats, mean per well.
   */
  readonly best: { readonly epoch: number; readonly validationElbo: number };
  readonly last: { readonly epoch: number; readonly validationElbo: number };
  /** By signal name, over validation wells and times, scaled data. */
  readonly validation: Readonly<Record<string, SignalScore>>;
  readonly posterior: PosteriorDraws;
  readonly parameters: readonly ParameterSummary[];
  readonly predictions: readonly WellPrediction[];
  readonly diagnostics: FitDiagnostics;
}

/** Elbos go up, in nats, mean per individual. */
export interface Evaluation {
  /** Epochs completed. */
  readonly epoch: number;
  /** Training steps completed. */
  readonly step: number;
  /** Time spent in training and evaluation up to here, resumed stretches added up. */
  readonly seconds: number;
  readonly trainElbo: number;
  readonly validationElbo: number;
}

export interface HistoryRow {
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  readonly learningRate: number;
  /** null where not evaluated. */
  readonly trainElbo: number | null;
  readonly validationElbo: number | null;
  /** Training draws of this epoch whose trajectory failed. */
  readonly failedDraws: number;
  /** Training draws that were solved, and whose gradient overflowed: they taught nothing. Absent: none. */
  readonly drawsWithoutGradient?: number;
}

/** null: it has no value, and `why` says why. */
export interface SignalScore {
  readonly r2: number | null;
  readonly rmse: number | null;
  readonly coverage50: number | null;
  readonly coverage95: number | null;
  /** For people, why a number is not there or what the numbers leave out: `its 30 validation readings are all the same, ...`. */
  readonly why?: string;
}

export interface DrawnParameter {
  readonly parameter: string;
  readonly level: Exclude<Level, 'constant'>;
}

/**
 * Posterior draws. Under `iwae` every level is drawn per well: joint draws of a well share index and weight. Of a fit by chains
 * the training wells' own values and what wells share have draw indices in common: a draw is one point of the joint posterior.
 */
export interface PosteriorDraws {
  readonly parameters: readonly DrawnParameter[];
  /** Draws a well. */
  readonly draws: number;
  readonly wells: readonly {
    readonly individual: string;
    /** 1 each: draws are taken by their importance weights; 0 where none has a solution. Up to version 0.1: those weights, [draw]. */
    readonly weights: Float64Array;
    /** Natural scale, [draw, parameter]. */
    readonly values: Float64Array;
  }[];
  /** What wells share, of a fit by chains; absent: every well has draws of its own of it. */
  readonly shared?: readonly {
    readonly parameter: string;
    readonly level: DrawnParameter['level'];
    readonly group: string;
    /** Natural scale, [draw]. */
    readonly values: Float64Array;
  }[];
  /** Points without a distribution: `fixed` part values. */
  readonly fixed: readonly { readonly parameter: string; readonly group: string; readonly value: number }[];
}

/** One row of parameters.csv; numbers on the natural scale in the model's unit. Under `iwae` population rows describe q(u), a proposal. */
export interface ParameterSummary {
  readonly level: string;
  readonly parameter: string;
  readonly group: string;
  readonly individual: string;
  readonly unit: string;
  /** As text: `LogNormal(mu 8, sigma 2)`, `fixed`. */
  readonly prior: string;
  readonly priorMean: number | null;
  readonly priorSd: number | null;
  readonly mean: number;
  readonly sd: number;
  readonly quantiles: Quantiles<number>;
  /** Of a fit by chains: how well its draws mix, and the Monte Carlo standard error of `mean`. */
  readonly mixing?: Mixing & { readonly meanError: number };
}

export interface Quantiles<T> {
  readonly q025: T;
  readonly q25: T;
  readonly q50: T;
  readonly q75: T;
  readonly q975: T;
}

export type WellSet = 'train' | 'validation' | 'held-out';

/** Posterior predictive of one well, residual error included, importance-weighted, in the signal's unit after background. */
export interface WellPrediction {
  readonly individual: string;
  readonly plate: string;
  readonly well: string;
  /** Pretty name. */
  readonly device: string;
  /** `C6=25000;C12=0`, raw doses. */
  readonly treatments: string;
  readonly set: WellSet;
  readonly signals: readonly string[];
  /** [time]. */
  readonly times_h: Float64Array;
  /** All [signal, time]; NaN where there is no reading. */
  readonly observed: Float64Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly quantiles: Quantiles<Float64Array>;
}

export interface FitDiagnostics {
  /** Per well: effective sample size of the evaluation draws, draws that failed, largest weight. */
  readonly wells: readonly {
    readonly individual: string;
    readonly set: WellSet;
    readonly elbo: number;
    readonly ess: number;
    /** Shape of the weights' tail (Pareto-smoothed importance sampling); NaN: too few draws to tell. Absent: of an older version. */
    readonly kHat?: number;
    readonly largestWeight: number;
    readonly failedDraws: number;
    /** Where the guide's draws are worth too little and others stand for them: what the guide's are worth, and the bound of the others. */
    readonly refined?: { readonly bound: number; readonly guideEss: number };
  }[];
  /** Lag-1 autocorrelation of residuals over validation wells by signal; null where there is none. */
  readonly residualLag1: Readonly<Record<string, number | null>>;
  /** Of a fit by chains: whether its draws may be read as a posterior, and why not. */
  readonly sampling?: SamplingDiagnostics;
  /** Of a hierarchical fit: how far its normal is from the joint posterior. */
  readonly approximation?: ApproximationDiagnostics;
  /** Of a joint fit: the same as `validation` of the result, over training wells. */
  readonly training?: Readonly<Record<string, SignalScore>>;
  /** What a reader must know: labels such as `population draws are a proposal, not a posterior` (INFERENCE.md, 2). */
  readonly notes: readonly string[];
}
