import type { Place } from '../../base/problem.ts';
import type { StepControl } from '../../compute/backends/stepper.ts';
import type { DataSpec } from '../../experiment/data-spec.ts';
import type { Level, PriorSpec } from '../../model/prior.ts';
import type { Constraints } from './constraints.ts';
import type { StatedPlace } from './stated-place.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly level: Exclude<Level, 'constant'>;
  readonly prior: PriorSpec;
  /** Name of the shared prior it took (`data_prec`), for reports. */
  readonly sharedPrior: string | null;
  readonly place: Place;
}

/** What a level's guide is conditioned on. */
export interface Conditioning {
  readonly devices: boolean;
  readonly treatments: boolean;
}

export interface LearningRates {
  /** Epochs after which the rate changes (it falls from epoch boundary + 1 on), ascending. */
  readonly boundaries: readonly number[];
  /** One rate per interval, [boundaries.length + 1]. */
  readonly rates: readonly number[];
}

/** A spec as read from YAML, defaulted, not yet checked against a model or files. */
export interface FitSpec {
  readonly file: string;
  /** `reference`: the published layout; `wellspring/1`: ours. */
  readonly format: 'reference' | 'wellspring/1';
  readonly data: DataSpec;
  /** Library id or path of a model file, as stated. */
  readonly model: string;
  readonly modelPlace: Place;
  /** Method id of our own list: `midpoint`, `modified-euler`, `euler`, `rk4`, `dormand-prince`. */
  readonly method: string;
  /** Sub-steps of given steps, tolerances of methods that choose theirs; what is absent has its default (`stepper.ts`). */
  readonly control: Partial<Pick<StepControl, 'substeps' | 'rtol' | 'atol' | 'maxSteps'>>;
  readonly learning: LearningRates;
  /** Wells a training step. */
  readonly batch: number;
  readonly encoder: {
    readonly filters: number;
    readonly width: number;
    readonly pool: number;
    readonly hidden: number;
  };
  /** What `params.fix` has included. */
  readonly constants: ReadonlyMap<string, number>;
  readonly parameters: readonly ParameterSpec[];
  readonly constraints: Constraints;
  readonly groupConditioning: Conditioning;
  readonly individualConditioning: Conditioning;
  /**
   * Keys of `params` that concern neural blocks and noise forms, unchecked numbers and words (`n_z`, `noise_form`, ...);
   * `use_laplace` is 0 or 1. Holds what the spec states and, in the published layout, the published defaults.
   */
  readonly modelSettings: ReadonlyMap<string, number | string>;
  /** Where those that the spec states stand. */
  readonly settingPlaces: ReadonlyMap<string, StatedPlace>;
  /** Keys of `params` that this layout does not know: settings of the model (`noise`, `stages`), or mistakes. */
  readonly otherKeys: readonly OtherKey[];
  /** Keys of `params` that the spec states and that have a meaning of their own there, whatever the model calls so. */
  readonly ownKeys: ReadonlyMap<string, StatedPlace>;
}

/** Only the model tells what it is: `model-settings.ts` joins the two. */
export interface OtherKey extends StatedPlace {
  readonly name: string;
  /** null: nothing is written behind the key, or more than one value. */
  readonly value: number | string | null;
  /** The key of `params` that was perhaps meant. */
  readonly nearest: string | null;
  /** Published specs have it; nothing is said where the model does not. */
  readonly published: boolean;
}
