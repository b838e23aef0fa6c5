import type { Limits } from '../../model/model.ts';
import type { StatedPlace } from './stated-place.ts';

/** What a spec says of single parameters beside their levels and priors. */
export interface Constraints {
  /** Not drawn: their values are among the spec's constants. */
  readonly fixed: readonly FixedParameter[];
  readonly tied: readonly TiedParameter[];
  readonly bounded: readonly BoundedParameter[];
}

interface Constraint extends StatedPlace {
  readonly name: string;
}

export interface FixedParameter extends Constraint {
  /** Natural scale. */
  readonly value: number;
}

/** Takes another's value wherever the model has its name. */
export interface TiedParameter extends Constraint {
  readonly other: string;
}

/** In place of the limits that the model states. */
export interface BoundedParameter extends Constraint {
  readonly limits: Limits;
}
