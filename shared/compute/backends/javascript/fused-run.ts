/** What the generated functions take; `emit.ts` writes code against these names. */
export interface LikelihoodRun {
  readonly draws: number;
  readonly firstRow: number;
  readonly P: Float64Array;
  readonly times: Float64Array;
  readonly doses: Float64Array;
  readonly parts: Float64Array;
  readonly timed: Float64Array;
  readonly observations: Float64Array;
  readonly mask: Uint8Array;
  readonly readings: Float64Array;
  readonly gaps: Float64Array;
  readonly W: Float64Array;
  readonly N: number;
  readonly tape: Float64Array;
  readonly grid: Float64Array;
  readonly logLik: Float64Array;
  readonly bySignal: Float64Array | null;
  readonly status: Uint8Array;
  readonly gradient: Float64Array | null;
  readonly rowWeights: Float64Array | null;
  readonly G: Float64Array | null;
  readonly special: unknown;
}

/** What a fused simulation is called with. */
export interface SimulationRun {
  readonly draws: number;
  readonly firstRow: number;
  readonly P: Float64Array;
  readonly times: Float64Array;
  readonly doses: Float64Array;
  readonly parts: Float64Array;
  readonly timed: Float64Array;
  readonly readings: Float64Array;
  readonly W: Float64Array;
  readonly N: number;
  readonly stride: number;
  readonly status: Uint8Array;
  readonly states: Float64Array | null;
  readonly observables: Float64Array | null;
  readonly residualSd: Float64Array | null;
  readonly special: unknown;
}
