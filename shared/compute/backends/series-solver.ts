import type { KernelIndividual, LikelihoodOutput, SimulationOutput } from '../kernel.ts';

/**
 * What a backend on the CPU must do: solve all draws of one series. `series-kernel.ts` makes a Kernel of it. A series
 * is one individual with its own step grid; all its draws share times, doses and observations.
 */
export interface SeriesSolver {
  /** Flat weights of layers; the array is the kernel's and stays. */
  setWeights(weights: Float64Array): void;
  likelihood(series: Series, out: LikelihoodOutput): void;
  simulate(series: Series, out: SimulationOutput): void;
}

export interface Series {
  readonly individual: KernelIndividual;
  readonly draws: number;
  /** [series, draw, parameter] of the whole request. */
  readonly parameters: Float64Array;
  /** [series, draw]; weights in the gradient of shared weights. */
  readonly rowWeights: Float64Array | null;
  /** Row of this series' first draw in every array of the request: series index * draws. */
  readonly firstRow: number;
  /** Length of the time axis of simulation outputs; at least that of this individual. */
  readonly stride: number;
}
