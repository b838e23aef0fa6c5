import type { Experiment, Individual } from '../../../experiment/experiment.ts';
import { type EncoderShape, shortestSeries } from './encoder.ts';
import { encoderInputs } from './encoder-input.ts';
import { irregularChannels, irregularExtra, irregularInputs, irregularSteps } from './irregular-input.ts';

type Sizes = Pick<EncoderShape, 'filters' | 'width' | 'pool' | 'hidden'>;

/** The encoder's shape for an experiment, and what it is told of each individual. */
export interface SeriesShape {
  readonly shape: EncoderShape;
  /** The grid that all wells share; null: each has steps of its own. */
  readonly grid: Float64Array | null;
  /** [individual], then those of `more`, which are on the grid where there is one; only wells in `train` shape means and scales. */
  inputs(train: Int32Array, more?: readonly Individual[]): Float64Array[];
}

/**
 * Wells on one grid of times are compared reading by reading. Those that share no complete grid, or too short a one, are
 * brought to steps of their own. `reference` preprocessing has one grid, where a missing reading stands at the one before.
 */
export function seriesShape(sizes: Sizes, experiment: Experiment): SeriesShape {
  const { individuals, signals } = experiment;
  if (isRegular(experiment, shortestSeries(sizes))) {
    const grid = individuals[0].times_h;
    const shape = { ...sizes, signals: signals.length, times: grid.length, extra: 0 };
    return {
      ...{ shape, grid },
      inputs: (train, more = []) =>
        encoderInputs([...individuals, ...more], train, signals.length, sizes.pool),
    };
  }
  const channels = irregularChannels(signals.length);
  const shape = { ...sizes, signals: channels, times: irregularSteps + 1, extra: irregularExtra };
  return {
    ...{ shape, grid: null },
    inputs: (train, more = []) =>
      irregularInputs([...individuals, ...more], train, signals.length, sizes.pool),
  };
}

function isRegular({ individuals, preprocessing }: Experiment, least: number): boolean {
  const [first] = individuals;
  if (individuals.some((individual) => !sameTimes(individual, first))) return false;
  if (preprocessing === 'reference') return true;
  return first.times_h.length >= least && individuals.every(({ mask }) => !mask.includes(0));
}

function sameTimes({ times_h }: Individual, { times_h: others }: Individual): boolean {
  if (times_h === others) return true;
  return times_h.length === others.length && times_h.every((time, n) => time === others[n]);
}
