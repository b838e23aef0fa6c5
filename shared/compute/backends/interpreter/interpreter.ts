import type { Term } from '../../../model/operations/operation.ts';
import type { LikelihoodOutput, SimulationOutput } from '../../kernel.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { Backend } from '../backend.ts';
import { makeSeriesKernel } from '../series-kernel.ts';
import type { Series, SeriesSolver } from '../series-solver.ts';
import { type Machine, makeMachine } from './machine.ts';

/**
 * Runs a plan block by block, one operation at a time over a group of trajectories, in float64. Nothing is generated:
 * it is the judge of all other backends.
 */
export const interpreter: Backend = {
  id: 'interpreter',
  title: 'interpreter, float64',
  compile: (plan) => makeSeriesKernel('interpreter', plan, makeSolver(plan)),
};

/** Trajectories worked on together: enough to hide the cost of dispatch, few enough for registers to stay in cache. */
const lanes = 32;
const notFinite = 3;

function makeSolver(plan: KernelPlan): SeriesSolver {
  const machine = makeMachine(plan, lanes);
  return {
    likelihood(series, out) {
      for (let first = 0; first < series.draws; first += lanes) {
        solveGroup(plan, machine, series, first, Math.min(lanes, series.draws - first), out);
      }
    },
    simulate(series, out) {
      for (let first = 0; first < series.draws; first += lanes) {
        simulateGroup(plan, machine, series, first, Math.min(lanes, series.draws - first), out);
      }
    },
  };
}

function solveGroup(
  plan: KernelPlan,
  machine: Machine,
  series: Series,
  first: number,
  count: number,
  out: LikelihoodOutput,
): void {
  const { individual } = series;
  const row = series.firstRow + first;
  const length = individual.times_h.length;
  const sums = new Float64Array(plan.signals * lanes);
  const finite = new Float64Array(lanes);
  const tape = out.gradient === undefined ? null : machine.tapeFor(length);
  start(plan, machine, series, row, count);
  for (let n = 0; n < length; n++) {
    machine.setGridPoint(individual, n);
    tape?.store(n, machine, machine.states);
    machine.run(plan.observe);
    plan.logDensities.forEach((density, signal) => {
      machine.addTo(sums, signal * lanes, density);
    });
    if (n + 1 < length) {
      machine.run(plan.step);
      tape?.storeResults(n, machine, plan.tape);
      advance(plan, machine, finite);
    }
  }
  for (let lane = 0; lane < count; lane++) {
    let total = 0;
    for (let signal = 0; signal < plan.signals; signal++) {
      const sum = sums[signal * lanes + lane];
      total += sum;
      if (out.logLikBySignal !== undefined) out.logLikBySignal[(row + lane) * plan.signals + signal] = sum;
    }
    out.logLik[row + lane] = total;
    out.status[row + lane] = finite[lane] + total * 0 === 0 ? 0 : notFinite;
  }
  if (tape === null || out.gradient === undefined) return;

  // lambda and the accumulators are the adjoint inputs of the reverse blocks
  const adjoints = machine.adjoints;
  adjoints.fill(0);
  for (let n = length - 1; n >= 0; n--) {
    machine.setGridPoint(individual, n);
    tape.load(n, machine, machine.states);
    if (n + 1 < length) {
      tape.loadResults(n, machine, plan.tape);
      machine.run(plan.reverseStep);
      addFlows(plan, machine, plan.stepFlows);
      machine.copyResults(plan.stepAdjoints, adjoints);
    }
    machine.run(plan.reverseObserve);
    addFlows(plan, machine, plan.observedFlows);
    plan.observedAdjoints.forEach((term, state) => {
      machine.addTo(adjoints, state * lanes, term);
    });
  }
  machine.run(plan.reverseOnce);
  for (let lane = 0; lane < count; lane++) {
    let sound = 0;
    const failed = out.status[row + lane] !== 0;
    plan.gradient.forEach((term, parameter) => {
      const value = failed ? 0 : machine.read(term, lane);
      sound += value * 0;
      (out.gradient as Float64Array)[(row + lane) * plan.parameters + parameter] = value;
    });
    if (sound !== 0) out.status[row + lane] = notFinite;
  }
}

function simulateGroup(
  plan: KernelPlan,
  machine: Machine,
  series: Series,
  first: number,
  count: number,
  out: SimulationOutput,
): void {
  const { individual, stride } = series;
  const row = series.firstRow + first;
  const length = individual.times_h.length;
  const finite = new Float64Array(lanes);
  const write = (array: Float64Array | undefined, terms: readonly Term[], n: number, sd: boolean): void => {
    if (array === undefined) return;
    terms.forEach((term, index) => {
      for (let lane = 0; lane < count; lane++) {
        const value = machine.read(term, lane);
        array[((row + lane) * terms.length + index) * stride + n] = sd ? 1 / Math.sqrt(value) : value;
      }
    });
  };
  const states = Array.from({ length: plan.states }, (_, index) => plan.graph.input('state', index));
  start(plan, machine, series, row, count);
  for (let n = 0; n < length; n++) {
    machine.setGridPoint(individual, n);
    machine.run(plan.observe);
    write(out.states, states, n, false);
    write(out.observables, plan.predictions, n, false);
    write(out.residualSd, plan.precisions, n, true);
    if (n + 1 < length) {
      machine.run(plan.step);
      advance(plan, machine, finite);
    }
  }
  for (let lane = 0; lane < count; lane++) out.status[row + lane] = finite[lane] === 0 ? 0 : notFinite;
}

/** Parameters and doses in, hoisted quantities and initial states out. */
function start(plan: KernelPlan, machine: Machine, series: Series, row: number, count: number): void {
  machine.setParameters(series.parameters, row, count);
  machine.setDoses(series.individual.doses);
  machine.run(plan.once);
  machine.copyResults(plan.initial, machine.states);
}

function advance(plan: KernelPlan, machine: Machine, finite: Float64Array): void {
  machine.copyResults(plan.next, machine.states);
  for (let lane = 0; lane < lanes; lane++) {
    let sum = 0;
    for (let state = 0; state < plan.states; state++) sum += machine.states[state * lanes + lane];
    finite[lane] += sum * 0;
  }
}

function addFlows(plan: KernelPlan, machine: Machine, flows: readonly Term[]): void {
  flows.forEach((term, index) => {
    if (plan.graph.valueOf(term) !== 0) machine.addTo(machine.adjoints, (plan.states + index) * lanes, term);
  });
}
