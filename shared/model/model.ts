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
  /** Intermediate quantities in an order in which each uses only earlier ones. */
  readonly definitions: readonly ModelDefinition[];
  readonly observables: readonly ModelObservable[];
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
  readonly place: Place;
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

/** Residual error of a reading. `precision` is 1/variance in the scaled unit of the observations. */
export type Residual = { readonly kind: 'normal'; readonly precision: Expression };
