import type { Place } from '../base/problem.ts';
import type { Expression } from './expression.ts';
import type { Level, PriorSpec } from './prior.ts';

/**
 * A checked model: every name is defined once and known, no definition is circular. Structure only, no data. Made from
 * text by `parse-model.ts`; what reads it may trust it.
 */
export interface Model {
  /** Library id (`dr_constant`) or the file's name without extension. */
  readonly id: string;
  readonly title: string;
  /** Biology, references, corrections, what is uncertain; plain text, paragraphs apart by blank lines. */
  readonly notes: string;
  readonly states: readonly ModelState[];
  /** Concentrations added to a well; raw doses are bound by name to the treatments of an experiment. */
  readonly treatments: readonly ModelTreatment[];
  /** All free names, those that specs hold constant (initial values) included. Indexed by the kernel in this order. */
  readonly parameters: readonly ModelParameter[];
  /** Individual parameters whose values in one well go together; absent: none. */
  readonly correlated?: readonly Correlated[];
  /** Intermediate quantities in an order in which each uses only earlier ones. */
  readonly definitions: readonly ModelDefinition[];
  /** Dense layers in an order in which each uses only earlier ones. Empty for white-box models. */
  readonly layers: readonly ModelLayer[];
  readonly observables: readonly ModelObservable[];
  /** What the text was read with: sizes and forms that a spec may change. */
  readonly settings: ReadonlyMap<string, ModelSetting>;
}

/** A number or a word. */
export type ModelSetting = number | string;

/** What a text says of one of its settings. */
export interface DeclaredSetting {
  /** Its own value, the first of its words. */
  readonly value: ModelSetting;
  /** What a word may be; one entry: a number, or a word without alternatives. */
  readonly words: readonly ModelSetting[];
  readonly place: Place;
}

export interface ModelState {
  readonly name: string;
  readonly unit: string;
  readonly initial: Expression;
  /** d state / dt, per hour. */
  readonly rate: Expression;
  readonly place: Place;
}

export interface ModelTreatment {
  readonly name: string;
  readonly unit: string;
  /**
   * `constant`: one dose for the whole run, so that what depends on it is computed once. `step`: its value may change at
   * stated times. `added`: amounts are added to a state at stated times; the name itself cannot be used.
   */
  readonly kind: 'constant' | 'step' | 'added';
  /** Index of the state that an `added` treatment goes to, else null. */
  readonly addedTo: number | null;
  /** The model sees doses within these limits. */
  readonly limits: Limits | null;
  readonly place: Place;
}

export interface ModelParameter {
  readonly name: string;
  readonly unit: string;
  /** Default level, for what a spec does not list. */
  readonly level: Level;
  /** Default prior; null for constants. */
  readonly prior: PriorSpec | null;
  /** Default value of a constant; null: a spec must give one. */
  readonly value: number | null;
  /** The equations see the parameter within these limits, with zero gradient where they bind. */
  readonly limits: Limits | null;
  /** A value for each part of a device (`aR`, one for each RBS of LuxR); its level is `group`. */
  readonly part: boolean;
  /** What the groups of its level are, `plate` or a column of layouts; absent: the device, and of other levels. */
  readonly factor?: string;
  /**
   * Known, not inferred: 1 for devices that carry what is named here (`P81LuxI`), else 0; see `carried.ts`. Absent for
   * all others.
   */
  readonly carries?: string;
  readonly place: Place;
}

/** Indices into the parameters: of which go together, ascending, and of their correlations, (1, 0), (2, 0), (2, 1), (3, 0) ... */
export interface Correlated {
  readonly members: readonly number[];
  readonly correlations: readonly number[];
}

export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

export interface ModelDefinition {
  readonly name: string;
  readonly expression: Expression;
  readonly place: Place;
}

export interface ModelObservable {
  /** The signal it is compared with. */
  readonly signal: string;
  readonly expression: Expression;
  readonly residual: Residual;
  readonly place: Place;
}

/**
 * Residual error of a reading. `precision` is 1/variance in the scaled unit of the observations, but 1/scale^2 for
 * `student`, whose scale is a parameter and whose variance need not exist. With a correlation time tau residuals of one signal are an autoregressive series of first order,
 * corr = exp(-|dt|/tau), but for the white share w of their variance, which is new with each reading. A discrepancy is added
 * to both: what the formula misses, slowly.
 */
export interface Residual {
  readonly family: 'normal' | 'student' | 'laplace';
  readonly precision: Expression;
  /** Degrees of freedom of `student`, else null. */
  readonly nu: Expression | null;
  /** tau, hours; null: independent. */
  readonly correlation: Expression | null;
  /** w, 0 to 1, the same along a trajectory; null: 0. Of normal errors with a tau only. */
  readonly whiteShare: Expression | null;
  /** Beside normal errors only. */
  readonly discrepancy: Discrepancy | null;
}

/**
 * A smooth Gaussian process with mean 0 that is added to an observable, a Matern 3/2 covariance:
 * sd^2 (1 + a) exp(-a), a = sqrt(3) |dt| / time.
 */
export interface Discrepancy {
  /** In the scaled unit of the observations. */
  readonly sd: Expression;
  /** How long it lasts, hours. */
  readonly time: Expression;
}

/** z = activation(W [inputs] + b); weights are shared by all wells and draws. */
export interface ModelLayer {
  readonly name: string;
  /** Weights are called `<weightName>.weight` [output][input] and `<weightName>.bias` [output]. */
  readonly weightName: string;
  readonly activation: Activation;
  readonly inputs: readonly LayerInput[];
  readonly outputs: number;
  readonly bias: boolean;
  /**
   * Outputs start near this value (by their biases: bias = inverse of the activation at it); null or absent: biases start
   * as any other layer's.
   */
  readonly startsAt?: number | null;
  readonly place: Place;
}

export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'softplus';

export type LayerInput =
  | { readonly kind: 'value'; readonly value: Expression }
  /** The multi-hot vector of a device's parts; its length comes with the data. */
  | { readonly kind: 'parts' }
  /** All outputs of an earlier layer. */
  | { readonly kind: 'layer'; readonly layer: number };
