import type { Term } from '../../model/operations/operation.ts';
import { watchAt } from '../explosion.ts';
import {
  type KernelIndividual,
  type LikelihoodOutput,
  type SimulationOutput,
  statusCode,
} from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import { makeAdaptiveStepper } from './adaptive-stepper.ts';
import { addFlows } from './explicit-step.ts';
import { makeFixedStepper } from './fixed-stepper.ts';
import { addedAmount, readingGaps, timedDose } from './grid.ts';
import { makeImplicitStepper } from './implicit-stepper.ts';
import { firstLane, type LaneIndex } from './lane-index.ts';
import { type Machine, makeMachine, type Runner, setIndividual } from './machine.ts';
import type { Series, SeriesSolver } from './series-solver.ts';
import { makeStepTape } from './step-tape.ts';
import { hasOwnSteps, type StepControl, type Stepper } from './stepper.ts';

/** Methods that choose their steps go one trajectory at a time; the others by this many: enough to hide the cost of
 * dispatch, few enough for registers to stay in cache. */
const groupLanes = 32;

/** Solves any plan by any method on a machine; the loops around the plan's blocks that KernelPlan describes. */
export function makeDriver(plan: KernelPlan, control: StepControl, runner: Runner): SeriesSolver {
  const lanes = hasOwnSteps(plan.method, control) ? 1 : groupLanes;
  const machine = makeMachine(plan, lanes, runner);
  const stepper = stepperFor(plan, lanes, control);
  const tape = makeStepTape(plan.states * lanes, stepper.kept);
  const stateTerms = Array.from({ length: plan.states }, (_, index) => plan.graph.input('state', index));
  /** First row of each interval, states and carried residuals at each grid point. */
  let rows = new Int32Array(0);
  let gridStates = new Float64Array(0);
  let gridCarried = new Float64Array(0);
  const finite = new Float64Array(lanes);

  const reserve = (length: number): void => {
    if (rows.length >= length + 1) return;
    rows = new Int32Array(length + 1);
    gridStates = new Float64Array(length * machine.states.length);
    gridCarried = new Float64Array(length * machine.carried.length);
  };

  const start = (series: Series, row: number, count: number): void => {
    machine.setParameters(series.parameters, row, count);
    setIndividual(machine, series.individual);
    setTimed(machine, series.individual, 0);
    machine.run(plan.once);
    machine.copyResults(plan.initial, machine.states);
    machine.carried.fill(0);
    finite.fill(0);
    stepper.begin();
  };

  const setPoint = (individual: KernelIndividual, gaps: Float64Array, n: number): void => {
    const { times_h, observations, mask } = individual;
    const length = times_h.length;
    machine.setInput('time', 0, times_h[n]);
    for (let signal = 0; signal < plan.signals; signal++) {
      const code = mask[signal * length + n];
      machine.setInput('observation', signal, observations[signal * length + n]);
      machine.setInput('mask', signal, code === 0 ? 0 : 1);
      machine.setInput('censored', signal, code === 2 ? 1 : 0);
      if (gaps.length > 0) machine.setInput('gap', signal, gaps[signal * length + n]);
    }
  };

  /** From grid point n to the next. */
  const advance = (individual: KernelIndividual, n: number, record: boolean): number => {
    addAmounts(machine, individual, n);
    setTimed(machine, individual, n);
    const { times_h } = individual;
    const watch = watchAt(n, times_h.length, control.watchEvery);
    const status = stepper.advance(machine, times_h[n], times_h[n + 1], record ? tape : null, watch);
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (let state = 0; state < plan.states; state++) sum += machine.states[state * lanes + lane];
      finite[lane] += sum * 0;
    }
    return status;
  };

  const likelihoodOfGroup = (series: Series, first: number, out: LikelihoodOutput): void => {
    const { individual } = series;
    const count = Math.min(lanes, series.draws - first);
    const row = series.firstRow + first;
    const length = individual.times_h.length;
    const record = out.gradient !== undefined;
    const gaps = readingGaps(plan, individual);
    reserve(length);
    tape.clear();
    machine.sums.fill(0);
    start(series, row, count);
    let status: number = statusCode.ok;
    for (let n = 0; n < length && status === statusCode.ok; n++) {
      setPoint(individual, gaps, n);
      gridStates.set(machine.states, n * machine.states.length);
      gridCarried.set(machine.carried, n * machine.carried.length);
      rows[n] = tape.length;
      setTimed(machine, individual, n);
      machine.run(plan.observe);
      for (let signal = 0; signal < plan.signals; signal++) {
        machine.addTo(machine.sums, signal * lanes, plan.readingTerms[signal]);
      }
      machine.copyResults(plan.carried, machine.carried);
      if (n + 1 < length) status = advance(individual, n, record);
    }
    rows[length - 1] = tape.length;
    machine.run(plan.finish);
    for (let lane = firstLane; lane < count; lane++) {
      let total = 0;
      for (let signal = 0; signal < plan.signals; signal++) {
        const own = machine.read(plan.logLikelihoods[signal], lane);
        total += own;
        if (out.logLikBySignal !== undefined) out.logLikBySignal[(row + lane) * plan.signals + signal] = own;
      }
      out.logLik[row + lane] = total;
      out.status[row + lane] = statusOf(status, finite[lane] + total * 0, lane);
    }
    if (out.gradient === undefined) return;
    if (status !== statusCode.ok) {
      out.gradient.fill(0, row * plan.parameters, (row + count) * plan.parameters);
      return;
    }
    setWeightFlows(series, row, count, out);
    reverse(individual, gaps, length);
    writeGradient(row, count, out.gradient, out.status);
  };

  /** @param nothing 0 where all numbers were finite. */
  const statusOf = (stepping: number, nothing: number, lane: LaneIndex): number => {
    if (stepping !== statusCode.ok) return stepping;
    if (stepper.hasRunAway?.(lane)) return statusCode.unstable;
    return nothing === 0 ? statusCode.ok : statusCode.notFinite;
  };

  const setWeightFlows = (series: Series, row: number, count: number, out: LikelihoodOutput): void => {
    machine.weightGradient = out.weightGradient ?? null;
    machine.laneWeights.fill(0);
    if (machine.weightGradient === null) return;
    for (let lane = firstLane; lane < count; lane++) {
      const isSolved = out.status[row + lane] === statusCode.ok;
      machine.laneWeights[lane] = isSolved ? (series.rowWeights?.[row + lane] ?? 0) : 0;
    }
  };

  const reverse = (individual: KernelIndividual, gaps: Float64Array, length: number): void => {
    const withFlows = machine.weightGradient !== null;
    const { adjoints } = machine;
    adjoints.fill(0);
    const carriedAt = (plan.states + plan.accumulated.length) * lanes;
    for (let n = length - 1; n >= 0; n--) {
      setTimed(machine, individual, n);
      if (n + 1 < length) {
        for (let step = rows[n + 1] - 1; step >= rows[n]; step--) {
          tape.load(machine, step);
          stepper.reverse(machine, tape, step, withFlows);
        }
      }
      setPoint(individual, gaps, n);
      machine.states.set(gridStates.subarray(n * machine.states.length, (n + 1) * machine.states.length));
      machine.carried.set(gridCarried.subarray(n * machine.carried.length, (n + 1) * machine.carried.length));
      machine.run(plan.reverseObserve, withFlows);
      addFlows(machine, plan.observedFlows);
      for (let state = 0; state < plan.states; state++) {
        machine.addTo(adjoints, state * lanes, plan.observedAdjoints[state]);
      }
      machine.copyResults(plan.carriedAdjoints, adjoints.subarray(carriedAt));
    }
    machine.run(plan.reverseOnce, withFlows);
  };

  const writeGradient = (row: number, count: number, gradient: Float64Array, status: Uint8Array): void => {
    for (let lane = firstLane; lane < count; lane++) {
      const failed = status[row + lane] !== statusCode.ok;
      for (let parameter = 0; parameter < plan.parameters; parameter++) {
        const value = failed ? 0 : machine.read(plan.gradient[parameter], lane);
        gradient[(row + lane) * plan.parameters + parameter] = value;
      }
    }
  };

  const simulateGroup = (series: Series, first: number, out: SimulationOutput): void => {
    const { individual, stride } = series;
    const count = Math.min(lanes, series.draws - first);
    const row = series.firstRow + first;
    const length = individual.times_h.length;
    const gaps = readingGaps(plan, individual);
    const write = (array: Float64Array | undefined, terms: readonly Term[], n: number): void => {
      if (array === undefined) return;
      for (let index = 0; index < terms.length; index++) {
        for (let lane = firstLane; lane < count; lane++) {
          array[((row + lane) * terms.length + index) * stride + n] = machine.read(terms[index], lane);
        }
      }
    };
    start(series, row, count);
    let status: number = statusCode.ok;
    for (let n = 0; n < length && status === statusCode.ok; n++) {
      setPoint(individual, gaps, n);
      setTimed(machine, individual, n);
      machine.run(plan.observe);
      write(out.states, stateTerms, n);
      write(out.observables, plan.predictions, n);
      write(out.residualSd, plan.deviations, n);
      if (n + 1 < length) status = advance(individual, n, false);
    }
    for (let lane = firstLane; lane < count; lane++) {
      out.status[row + lane] = statusOf(status, finite[lane], lane);
    }
  };

  const groups = (series: Series, solveGroup: (first: number) => void): void => {
    for (let first = 0; first < series.draws; first += lanes) solveGroup(first);
  };
  return {
    setWeights(weights) {
      machine.weights = weights;
    },
    likelihood(series, out) {
      groups(series, (first) => likelihoodOfGroup(series, first, out));
    },
    simulate(series, out) {
      groups(series, (first) => simulateGroup(series, first, out));
    },
  };
}

function stepperFor(plan: KernelPlan, lanes: number, control: StepControl): Stepper {
  if (plan.slope !== null) return makeImplicitStepper(plan, plan.slope, control);
  if (hasOwnSteps(plan.method, control)) return makeAdaptiveStepper(plan, control);
  return makeFixedStepper(plan, lanes, control);
}

/** Treatments in steps hold from grid point n to the next. */
function setTimed(machine: Machine, individual: KernelIndividual, n: number): void {
  for (const { treatment, addedTo } of machine.plan.timed) {
    if (addedTo === null) machine.setInput('timedDose', treatment, timedDose(individual, treatment, n));
  }
}

function addAmounts(machine: Machine, individual: KernelIndividual, n: number): void {
  const { plan, lanes, states } = machine;
  for (const { treatment, addedTo } of plan.timed) {
    if (addedTo === null) continue;
    const amount = addedAmount(individual, treatment, n);
    for (let lane = 0; lane < lanes; lane++) states[addedTo * lanes + lane] += amount;
  }
}
