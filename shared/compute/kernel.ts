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
  /** Shared weights of the model's layers, flat, in the order of `layerShapes`; copied. Needed once where there are layers. */
  setWeights(weights: Float64Array): void;
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
  /** Multi-hot vector of the device's parts, for models with a layer that takes it. */
  readonly parts?: Float64Array;
  /**
   * Treatments that change in time, [treatment, time] on the step grid: the value from a grid point on (`step`), or the
   * amount added to the state at it (`added`); rows of constant treatments are not read. Absent: `doses` hold throughout,
   * or are added at the first grid point.
   */
  readonly schedule?: Float64Array;
  /** Step grid in hours, ascending, [time]; the first one is where initial states hold. */
  readonly times_h: Float64Array;
  /** [signal, time], row-major, on the step grid; any finite number where the mask is 0. */
  readonly observations: Float64Array;
  /** [signal, time]: 0 none, 1 reading, 2 right-censored (the signal was at least the observation). */
  readonly mask: Uint8Array;
}

export interface KernelRequest {
  /** Which bound individuals, [series]. The same one may occur more than once. */
  readonly individuals: Int32Array;
  /** Draws per series. */
  readonly draws: number;
  /** Natural scale, [series, draw, parameter], row-major. */
  readonly parameters: Float64Array;
  /** Weight of each trajectory in `weightGradient`, [series, draw]; needed with it only. */
  readonly rowWeights?: Float64Array;
}

/**
 * Status codes of a trajectory; what is not `ok` has no solution. Code that is emitted makes `ok` of finite numbers times 0.
 * `maxSteps`, `stepTooSmall`: a method that chooses its steps gave up; `notFinite`:
 * numbers overflowed; `unstable`: given steps are too long for the model's fastest rate, so that the numbers are those of
 * the method's own growth and not the model's.
 */
export const statusCode = { ok: 0, maxSteps: 1, stepTooSmall: 2, notFinite: 3, unstable: 4 } as const;
export type TrajectoryStatus = keyof typeof statusCode;
/** Names of the codes, [code]. */
export const trajectoryStatus = Object.keys(statusCode) as readonly TrajectoryStatus[];

/** Arrays are the caller's and are overwritten. Where the status is not ok, logLik and gradient are unspecified. */
export interface LikelihoodOutput {
  /** [series, draw], nats. */
  readonly logLik: Float64Array;
  /** [series, draw], a `statusCode`. */
  readonly status: Uint8Array;
  /**
   * d logLik / d parameter on the natural scale, [series, draw, parameter]; absent: forward only, much cheaper. A component
   * too large for a number is infinite or NaN, and the trajectory as good as ever.
   */
  readonly gradient?: Float64Array;
  /** [series, draw, signal]. */
  readonly logLikBySignal?: Float64Array;
  /**
   * sum over trajectories of rowWeight times d logLik / d weights of layers, flat; what is there is added to. Asks for
   * `gradient` as well. A trajectory that fails adds nothing; one whose gradient overflows is to have a weight of 0.
   */
  readonly weightGradient?: Float64Array;
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
