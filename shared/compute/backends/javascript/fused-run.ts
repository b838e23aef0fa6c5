/** What every fused function takes; `emit.ts` writes code against these names. */
interface FusedRun {
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
  readonly status: Uint8Array;
  /** The functions of `special-values.ts`. */
  readonly special: unknown;
}

export interface LikelihoodRun extends FusedRun {
  readonly observations: Float64Array;
  readonly mask: Uint8Array;
  readonly gaps: Float64Array;
  readonly tape: Float64Array;
  readonly grid: Float64Array;
  readonly logLik: Float64Array;
  readonly bySignal: Float64Array | null;
  readonly gradient: Float64Array | null;
  readonly rowWeights: Float64Array | null;
  readonly G: Float64Array | null;
}

export interface SimulationRun extends FusedRun {
  readonly stride: number;
  readonly states: Float64Array | null;
  readonly observables: Float64Array | null;
  readonly residualSd: Float64Array | null;
}

const fusedNames = [
  'draws',
  'firstRow',
  'P',
  'times',
  'doses',
  'parts',
  'timed',
  'readings',
  'W',
  'N',
  'status',
  'special',
] as const satisfies readonly (keyof FusedRun)[];

/** As the generated text takes a run apart. */
export const likelihoodNames = [
  ...fusedNames,
  'observations',
  'mask',
  'gaps',
  'tape',
  'grid',
  'logLik',
  'bySignal',
  'gradient',
  'rowWeights',
  'G',
] as const satisfies readonly (keyof LikelihoodRun)[];

export const simulationNames = [
  ...fusedNames,
  'stride',
  'states',
  'observables',
  'residualSd',
] as const satisfies readonly (keyof SimulationRun)[];
