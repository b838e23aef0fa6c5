import type { Place } from '../base/problem.ts';
import type { Activation, DeclaredSetting, Limits, ModelSetting } from './model.ts';
import type { Level, PriorSpec } from './prior.ts';
import type { Position } from './source-text.ts';

/** What the text says, before names are resolved. */
export type SyntaxExpression =
  /** `unit` is null where none is written: `4 [1/h]` against `4`. It concerns checks only, not the value. */
  | ({ readonly kind: 'number'; readonly value: number; readonly unit: string | null } & Position)
  | ({ readonly kind: 'name'; readonly name: string } & Position)
  | ({
      readonly kind: 'call';
      readonly operation: string;
      readonly args: readonly SyntaxExpression[];
    } & Position);

export interface SyntaxModel {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly settings: ReadonlyMap<string, ModelSetting>;
  /** What the text itself says of each of them. */
  readonly declared: ReadonlyMap<string, DeclaredSetting>;
  readonly states: readonly SyntaxState[];
  readonly treatments: readonly SyntaxTreatment[];
  readonly parameters: readonly SyntaxParameter[];
  readonly correlated: readonly SyntaxCorrelated[];
  readonly definitions: readonly SyntaxEquation[];
  readonly networks: readonly SyntaxLayer[];
  readonly rates: readonly SyntaxEquation[];
  readonly observables: readonly SyntaxObservable[];
}

interface Named extends Position {
  readonly name: string;
  readonly place: Place;
}

export interface SyntaxState extends Named {
  readonly unit: string;
  readonly initial: SyntaxExpression;
}

/** `name` is what the model calls it, `treatment` what an experiment does; most often the same. */
export interface SyntaxTreatment extends Named {
  readonly treatment: string;
  readonly unit: string;
  readonly kind: 'constant' | 'step' | 'added';
  /** Name of the state of an `added` one. */
  readonly target: string | null;
  readonly limits: Limits | null;
}

export interface SyntaxParameter extends Named {
  readonly unit: string;
  readonly level: Level;
  readonly prior: PriorSpec | null;
  readonly value: number | null;
  readonly limits: Limits | null;
  readonly part: boolean;
  readonly factor?: string;
  readonly carries?: string;
  /** Where the prior names parameters, to point at. */
  readonly parents: readonly SyntaxParent[];
}

/** A parameter named in place of a number of a prior, or in a term of its mean, `coefficient * log(covariate)`. */
export interface SyntaxParent extends Position {
  readonly name: string;
  readonly of: 'mu' | 'sigma' | 'coefficient' | 'covariate';
}

/** Parameters whose values in one well go together. */
export interface SyntaxCorrelated extends Position {
  readonly members: readonly Named[];
  /** Of the LKJ prior of their correlations. */
  readonly shape: number;
}

export interface SyntaxEquation extends Named {
  readonly expression: SyntaxExpression;
}

/** `name` is the signal. */
export interface SyntaxObservable extends Named {
  readonly expression: SyntaxExpression;
  readonly family: 'normal' | 'student' | 'laplace';
  /** Width as 1/variance or as standard deviation. */
  readonly width: { readonly as: 'precision' | 'sd'; readonly expression: SyntaxExpression };
  readonly nu: SyntaxExpression | null;
  readonly correlation: SyntaxExpression | null;
  readonly whiteShare: SyntaxExpression | null;
  readonly discrepancy: { readonly sd: SyntaxExpression; readonly time: SyntaxExpression } | null;
}

export interface SyntaxLayer extends Named {
  readonly weightName: string;
  readonly activation: Activation;
  /** Names of the outputs where they have names, else null. */
  readonly outputNames: readonly string[] | null;
  readonly outputs: number;
  readonly bias: boolean;
  /** Value of the outputs where training starts, else null. */
  readonly startsAt: number | null;
  readonly inputs: readonly SyntaxExpression[];
}
