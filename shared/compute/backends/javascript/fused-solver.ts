import { trials } from '../../explosion.ts';
import type { KernelIndividual } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import { addedAmount, readingCount, readingGaps, timedDose } from '../grid.ts';
import type { SeriesSolver } from '../series-solver.ts';
import type { StepControl } from '../stepper.ts';
import { emitLikelihood, emitSimulation, type LikelihoodKind } from './emit.ts';
import { evaluate, special } from './evaluate.ts';

/** Arguments of the generated functions, in order; `emit.ts` writes code against these names. */
type LikelihoodFunction = (
  draws: number,
  firstRow: number,
  P: Float64Array,
  times: Float64Array,
  doses: Float64Array,
  parts: Float64Array,
  timed: Float64Array,
  observations: Float64Array,
  mask: Uint8Array,
  readings: Float64Array,
  gaps: Float64Array,
  W: Float64Array,
  N: number,
  tape: Float64Array,
  grid: Float64Array,
  logLik: Float64Array,
  bySignal: Float64Array | null,
  status: Uint8Array,
  gradient: Float64Array | null,
  rowWeights: Float64Array | null,
  G: Float64Array | null,
  specialFunctions: unknown,
) => void;

type SimulationFunction = (
  draws: number,
  firstRow: number,
  P: Float64Array,
  times: Float64Array,
  doses: Float64Array,
  parts: Float64Array,
  timed: Float64Array,
  readings: Float64Array,
  W: Float64Array,
  N: number,
  stride: number,
  status: Uint8Array,
  states: Float64Array | null,
  observables: Float64Array | null,
  residualSd: Float64Array | null,
  specialFunctions: unknown,
) => void;

const none = new Float64Array(0);

/** Runs the fused functions of `emit.ts`. */
export function makeFusedSolver(
  plan: KernelPlan,
  { substeps, watchEvery }: Pick<StepControl, 'substeps' | 'watchEvery'>,
): SeriesSolver {
  // compiled at first use: a fit never simulates before its end, a prediction never differentiates
  const likelihoods = new Map<LikelihoodKind, LikelihoodFunction>();
  const likelihoodFor = (kind: LikelihoodKind): LikelihoodFunction => {
    const known = likelihoods.get(kind);
    if (known !== undefined) return known;
    const made = evaluate<LikelihoodFunction>(emitLikelihood(plan, kind, watchEvery));
    likelihoods.set(kind, made);
    return made;
  };
  let simulation: SimulationFunction | null = null;
  let weights: Float64Array = none;
  let tape = none;
  let grid = none;

  const reserve = ({ times_h }: KernelIndividual): void => {
    const steps = (times_h.length - 1) * substeps + trials;
    const tapeLength = steps * (plan.states + plan.tape.length);
    if (tape.length < tapeLength) tape = new Float64Array(tapeLength);
    const gridLength = times_h.length * (plan.states + plan.carried.length);
    if (grid.length < gridLength) grid = new Float64Array(gridLength);
  };

  return {
    setWeights(values) {
      weights = values;
    },
    likelihood({ individual, draws, parameters, firstRow, rowWeights }, out) {
      reserve(individual);
      const kind =
        out.gradient === undefined ? 'value' : out.weightGradient === undefined ? 'gradient' : 'weights';
      likelihoodFor(kind)(
        draws,
        firstRow,
        parameters,
        individual.times_h,
        individual.doses,
        individual.parts ?? none,
        timedValues(plan, individual),
        individual.observations,
        individual.mask,
        readingCounts(plan, individual),
        readingGaps(plan, individual),
        weights,
        substeps,
        tape,
        grid,
        out.logLik,
        out.logLikBySignal ?? null,
        out.status,
        out.gradient ?? null,
        rowWeights,
        out.weightGradient ?? null,
        special,
      );
    },
    simulate({ individual, draws, parameters, firstRow, stride }, out) {
      simulation ??= evaluate<SimulationFunction>(emitSimulation(plan, watchEvery));
      simulation(
        draws,
        firstRow,
        parameters,
        individual.times_h,
        individual.doses,
        individual.parts ?? none,
        timedValues(plan, individual),
        readingCounts(plan, individual),
        weights,
        substeps,
        stride,
        out.status,
        out.states ?? null,
        out.observables ?? null,
        out.residualSd ?? null,
        special,
      );
    },
  };
}

/** [signal]. */
function readingCounts({ signals }: KernelPlan, individual: KernelIndividual): Float64Array {
  return Float64Array.from({ length: signals }, (_, signal) => readingCount(individual, signal));
}

/** Values and amounts of timed treatments, [treatment, time]; empty where a model has none. */
function timedValues(plan: KernelPlan, individual: KernelIndividual): Float64Array {
  if (plan.timed.length === 0) return none;
  const length = individual.times_h.length;
  const values = new Float64Array(plan.doses * length);
  for (const { treatment, addedTo } of plan.timed) {
    const valueAt = addedTo === null ? timedDose : addedAmount;
    for (let n = 0; n < length; n++) values[treatment * length + n] = valueAt(individual, treatment, n);
  }
  return values;
}
