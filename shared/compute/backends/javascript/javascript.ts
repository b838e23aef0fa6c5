import type { KernelIndividual, LikelihoodOutput, SimulationOutput } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { Backend } from '../backend.ts';
import { makeSeriesKernel } from '../series-kernel.ts';
import type { Series, SeriesSolver } from '../series-solver.ts';
import { emitLikelihood, emitSimulation } from './emit.ts';

/** Scalar float64 code generated as text, one trajectory after another. Node only: pages forbid generated code. */
export const javascript: Backend = {
  id: 'javascript',
  title: 'generated JavaScript, float64',
  compile: (plan) => makeSeriesKernel('javascript', plan, makeSolver(plan)),
};

/** Arguments of the generated functions, in order; `emit.ts` writes code against these names. */
type LikelihoodFunction = (
  draws: number,
  firstRow: number,
  P: Float64Array,
  times: Float64Array,
  doses: Float64Array,
  observations: Float64Array,
  mask: Uint8Array,
  tape: Float64Array,
  logLik: Float64Array,
  bySignal: Float64Array | null,
  status: Uint8Array,
  gradient: Float64Array | null,
) => void;

type SimulationFunction = (
  draws: number,
  firstRow: number,
  P: Float64Array,
  times: Float64Array,
  doses: Float64Array,
  stride: number,
  status: Uint8Array,
  states: Float64Array | null,
  observables: Float64Array | null,
  residualSd: Float64Array | null,
) => void;

function makeSolver(plan: KernelPlan): SeriesSolver {
  // compiled at first use: a fit never simulates before its end, a prediction never differentiates
  const once = <T>(make: () => T): (() => T) => {
    let made: T | null = null;
    return () => (made ??= make());
  };
  const forward = once(() => evaluate<LikelihoodFunction>(emitLikelihood(plan, false)));
  const withGradient = once(() => evaluate<LikelihoodFunction>(emitLikelihood(plan, true)));
  const simulation = once(() => evaluate<SimulationFunction>(emitSimulation(plan)));
  let tape = new Float64Array(0);

  const tapeFor = ({ times_h }: KernelIndividual): Float64Array => {
    const length = times_h.length * (plan.states + plan.tape.length);
    if (tape.length < length) tape = new Float64Array(length);
    return tape;
  };

  return {
    likelihood({ individual, draws, parameters, firstRow }: Series, out: LikelihoodOutput) {
      const solve = out.gradient === undefined ? forward() : withGradient();
      solve(
        draws,
        firstRow,
        parameters,
        individual.times_h,
        individual.doses,
        individual.observations,
        individual.mask,
        tapeFor(individual),
        out.logLik,
        out.logLikBySignal ?? null,
        out.status,
        out.gradient ?? null,
      );
    },
    simulate({ individual, draws, parameters, firstRow, stride }: Series, out: SimulationOutput) {
      simulation()(
        draws,
        firstRow,
        parameters,
        individual.times_h,
        individual.doses,
        stride,
        out.status,
        out.states ?? null,
        out.observables ?? null,
        out.residualSd ?? null,
      );
    },
  };
}

/** The text is made from a checked plan: numbers and generated names only, nothing a user wrote reaches it. */
function evaluate<T>(source: string): T {
  return new Function(`'use strict'; return ${source};`)() as T;
}
