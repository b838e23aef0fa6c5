/**
 * A kernel solves a batch of trajectories of one model by one method and gives each one's log likelihood with its exact
 * discrete gradient. Made by `compile.ts` from a KernelPlan on one of the backends. Evaluation is asynchronous because
 * backends may run elsewhere (threads, a GPU); results never depend on how the work was divided.
 *
 * Parameters and treatments are indexed as in the Model: `model.parameters[p]`, `model.treatments[c]`; signals as
 * `model.observables[s]`; states as `model.states[j]`.
 */
export interface Kernel {
  /** `interpreter`, `javascript`, ... */
  readonly backend: string;
  readonly threads: number;
  /** Registers individuals once per fit; requests refer to them by index. Replaces what was bound before. */
  bind(individuals: readonly KernelIndividual[]): void;
  logLikelihood(request: KernelRequest, out: LikelihoodOutput): Promise<void>;
  simulate(request: KernelRequest, out: SimulationOutput): Promise<void>;
  /** Ends threads and frees memory; the kernel cannot be used afterwards. */
  close(): Promise<void>;
}

/** What the kernel must know of one individual. */
export interface KernelIndividual {
  /** Raw doses, [treatment]. */
  readonly doses: Float64Array;
  /** Step grid in hours, ascending, [time]; the first one is where initial states hold. */
  readonly times_h: Float64Array;
  /** [signal, time], row-major, on the step grid; any finite number where the mask is 0. */
  readonly observations: Float64Array;
  /** [signal, time]: 1 reading, 0 none. */
  readonly mask: Uint8Array;
}

export interface KernelRequest {
  /** Which bound individuals, [series]. The same one may occur more than once. */
  readonly individuals: Int32Array;
  /** Draws per series. */
  readonly draws: number;
  /** Natural scale, [series, draw, parameter], row-major. */
  readonly parameters: Float64Array;
}

/** Status codes of a trajectory; 0 is good. */
export const trajectoryStatus = ['ok', 'maxSteps', 'stepTooSmall', 'notFinite'] as const;
export type TrajectoryStatus = (typeof trajectoryStatus)[number];

/** Arrays are the caller's and are overwritten. Where the status is not ok, logLik and gradient are unspecified. */
export interface LikelihoodOutput {
  /** [series, draw], nats. */
  readonly logLik: Float64Array;
  /** [series, draw], index into `trajectoryStatus`. */
  readonly status: Uint8Array;
  /** d logLik / d parameter on the natural scale, [series, draw, parameter]; absent: forward only, much cheaper. */
  readonly gradient?: Float64Array;
  /** [series, draw, signal]. */
  readonly logLikBySignal?: Float64Array;
}

/** Every array is optional: what is absent is not computed. T = longest step grid among the requested individuals. */
export interface SimulationOutput {
  /** [series, draw]. */
  readonly status: Uint8Array;
  /** [series, draw, state, T]. */
  readonly states?: Float64Array;
  /** [series, draw, signal, T]. */
  readonly observables?: Float64Array;
  /** Residual standard deviation of a reading, [series, draw, signal, T]. */
  readonly residualSd?: Float64Array;
}
