import { trials } from '../../explosion.ts';
import type { KernelIndividual } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import { addedAmount, readingCount, readingGaps, timedDose } from '../grid.ts';
import type { SeriesSolver } from '../series-solver.ts';
import type { StepControl } from '../stepper.ts';
import { emitLikelihood, emitSimulation, type LikelihoodKind } from './emit.ts';
import { evaluateText, special } from './evaluate.ts';
import type { LikelihoodRun, SimulationRun } from './fused-run.ts';

type LikelihoodFunction = (run: LikelihoodRun) => void;

type SimulationFunction = (run: SimulationRun) => void;

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
    const made = evaluateText<LikelihoodFunction>(emitLikelihood(plan, kind, watchEvery));
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
      likelihoodFor(kind)({
        ...{ draws, firstRow, tape, grid, rowWeights },
        P: parameters,
        times: individual.times_h,
        doses: individual.doses,
        parts: individual.parts ?? none,
        timed: timedValues(plan, individual),
        observations: individual.observations,
        mask: individual.mask,
        readings: readingCounts(plan, individual),
        gaps: readingGaps(plan, individual),
        W: weights,
        N: substeps,
        logLik: out.logLik,
        bySignal: out.logLikBySignal ?? null,
        status: out.status,
        gradient: out.gradient ?? null,
        G: out.weightGradient ?? null,
        special,
      });
    },
    simulate({ individual, draws, parameters, firstRow, stride }, out) {
      simulation ??= evaluateText<SimulationFunction>(emitSimulation(plan, watchEvery));
      simulation({
        ...{ draws, firstRow, stride },
        P: parameters,
        times: individual.times_h,
        doses: individual.doses,
        parts: individual.parts ?? none,
        timed: timedValues(plan, individual),
        readings: readingCounts(plan, individual),
        W: weights,
        N: substeps,
        status: out.status,
        states: out.states ?? null,
        observables: out.observables ?? null,
        residualSd: out.residualSd ?? null,
        special,
      });
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
