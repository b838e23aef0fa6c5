import { assert } from '../../base/assert.ts';
import { statusCode } from '../kernel.ts';
import type { KernelPlan, SlopePlan } from '../kernel-plan.ts';
import { addFlows } from './explicit-step.ts';
import { decompose, solveLinear, solveTransposed } from './linear-solve.ts';
import type { Machine } from './machine.ts';
import { errorNorm, makeStepSize, nextStop, reach, shortestStep } from './step-size.ts';
import type { StepControl, Stepper } from './stepper.ts';

const mostIterations = 12;
/** Newton goes on far below any tolerance of the steps: the gradient takes the stage as converged. */
const newton = { rtol: 1e-11, atol: 1e-14 };

/**
 * Diagonally implicit steps of the method's own choice, one trajectory at a time. Stage i solves
 *
 *     Y_i = y + h sum_{j<i} a_ij k_j + h gamma f(t + c_i h, Y_i)
 *
 * by Newton's method with the exact Jacobian. Reverse, by the implicit function theorem at the converged stages: with
 * kappa_i the adjoint of k_i and mu_i that of Y_i,
 *
 *     kappa_i = h b_i lambda + h sum_{j>i} a_ji mu_j,    (I - h gamma J_i^T) mu_i = J_i^T kappa_i,
 *     adjoint of f at Y_i = kappa_i + h gamma mu_i,      lambda <- lambda + sum_i mu_i.
 */
export function makeImplicitStepper(plan: KernelPlan, slope: SlopePlan, control: StepControl): Stepper {
  const { states, method } = plan;
  const stages = method.b.length;
  const gamma = method.a[0][0];
  const size = makeStepSize(method.order);
  const stageStates = Array.from({ length: stages }, () => new Float64Array(states));
  const slopes = Array.from({ length: stages }, () => new Float64Array(states));
  const base = new Float64Array(states);
  const start = new Float64Array(states);
  const next = new Float64Array(states);
  const error = new Float64Array(states);
  const correction = new Float64Array(states);
  const jacobian = new Float64Array(states * states);
  const matrix = new Float64Array(states * states);
  const pivots = new Int32Array(states);
  const kappa = Array.from({ length: stages }, () => new Float64Array(states));
  const mu = new Float64Array(states);
  const lambda = new Float64Array(states);
  let steps = 0;

  /** Jacobian and I - h gamma J at the machine's states; false if it is singular. */
  const factorise = (machine: Machine, h: number): boolean => {
    machine.run(slope.jacobian);
    machine.copyResults(slope.entries, jacobian);
    for (let entry = 0; entry < matrix.length; entry++) matrix[entry] = -h * gamma * jacobian[entry];
    for (let state = 0; state < states; state++) matrix[state * states + state] += 1;
    return decompose(matrix, states, pivots);
  };

  /** Solves one stage from `base`; the guess is in `stageStates[stage]`. */
  const solveStage = (machine: Machine, stage: number, t: number, h: number): boolean => {
    const at = stageStates[stage];
    machine.setInput('time', 0, t + method.c[stage] * h);
    let lastSize = Number.POSITIVE_INFINITY;
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      machine.states.set(at);
      if (!factorise(machine, h)) return false;
      machine.run(slope.rates);
      machine.copyResults(slope.slopes, slopes[stage]);
      for (let state = 0; state < states; state++) {
        correction[state] = base[state] + h * gamma * slopes[stage][state] - at[state];
      }
      solveLinear(matrix, states, pivots, correction);
      for (let state = 0; state < states; state++) at[state] += correction[state];
      const norm = errorNorm(correction, at, at, newton);
      if (!(norm < Number.POSITIVE_INFINITY)) return false;
      // rounding may keep it from getting there: then it stops where it no longer improves
      if (norm <= 1 || (norm <= 1e4 && norm >= lastSize)) {
        machine.states.set(at);
        machine.run(slope.rates);
        machine.copyResults(slope.slopes, slopes[stage]);
        return true;
      }
      lastSize = norm;
    }
    return false;
  };

  const tryStep = (machine: Machine, t: number, h: number): boolean => {
    for (let stage = 0; stage < stages; stage++) {
      const row = method.a[stage];
      for (let state = 0; state < states; state++) {
        let sum = start[state];
        for (let earlier = 0; earlier < stage; earlier++) sum += h * row[earlier] * slopes[earlier][state];
        base[state] = sum;
        stageStates[stage][state] = stage === 0 ? sum : stageStates[stage - 1][state];
      }
      if (!solveStage(machine, stage, t, h)) return false;
    }
    const weights = method.error ?? [];
    for (let state = 0; state < states; state++) {
      let moved = start[state];
      let estimate = 0;
      for (let stage = 0; stage < stages; stage++) {
        moved += h * method.b[stage] * slopes[stage][state];
        estimate += h * weights[stage] * slopes[stage][state];
      }
      next[state] = moved;
      error[state] = estimate;
    }
    return true;
  };

  return {
    kept: stages * states,
    begin() {
      size.begin();
      steps = 0;
    },
    advance(machine, from, end, tape) {
      assert(machine.lanes === 1, 'each trajectory has its own steps');
      if (size.h === 0) size.h = 1e-3 * (end - from);
      let t = from;
      start.set(machine.states);
      while (t < end) {
        if (++steps > control.maxSteps) return statusCode.maxSteps;
        const stop = nextStop(machine, t, end);
        const last = t + size.h * reach >= stop;
        const tried = size.h;
        const h = last ? stop - t : tried;
        if (!last && h <= shortestStep * Math.max(Math.abs(t), Math.abs(end))) return statusCode.stepTooSmall;
        machine.setInput('stepStart', 0, t);
        const solved = tryStep(machine, t, h);
        const norm = solved ? errorNorm(error, start, next, control) : Number.NaN;
        const accept = norm <= 1;
        if (accept) {
          if (tape !== null) {
            machine.states.set(start);
            const at = tape.keptAt(tape.record(machine, t, h));
            for (let stage = 0; stage < stages; stage++)
              tape.storage.set(stageStates[stage], at + stage * states);
          }
          start.set(next);
          t = last ? stop : t + h;
        }
        size.h = h;
        size.judge(norm, accept);
        if (accept && last) size.h = Math.max(size.h, tried);
      }
      machine.states.set(start);
      return statusCode.ok;
    },
    reverse(machine, tape, row, withFlows) {
      const { storage } = tape;
      const at = tape.keptAt(row);
      const t = storage[at - states - 2];
      const h = storage[at - states - 1];
      machine.setInput('stepStart', 0, t);
      lambda.set(machine.adjoints.subarray(0, states));
      for (let stage = 0; stage < stages; stage++) {
        for (let state = 0; state < states; state++)
          kappa[stage][state] = h * method.b[stage] * lambda[state];
      }
      for (let stage = stages - 1; stage >= 0; stage--) {
        machine.setInput('time', 0, t + method.c[stage] * h);
        machine.states.set(storage.subarray(at + stage * states, at + (stage + 1) * states));
        factorise(machine, h);
        for (let j = 0; j < states; j++) {
          let sum = 0;
          for (let i = 0; i < states; i++) sum += jacobian[i * states + j] * kappa[stage][i];
          mu[j] = sum;
        }
        solveTransposed(matrix, states, pivots, mu);
        for (let state = 0; state < states; state++) {
          machine.adjoints[state] = kappa[stage][state] + h * gamma * mu[state];
        }
        machine.run(slope.reverse, withFlows);
        addFlows(machine, slope.flows);
        for (let state = 0; state < states; state++) {
          lambda[state] += mu[state];
          for (let earlier = 0; earlier < stage; earlier++) {
            kappa[earlier][state] += h * method.a[stage][earlier] * mu[state];
          }
        }
      }
      machine.adjoints.set(lambda);
      if (slope.jumps === null) return;
      machine.setInput('time', 0, t);
      machine.states.set(storage.subarray(at - states, at));
      machine.run(slope.jumps.block);
      addFlows(machine, slope.jumps.flows);
    },
  };
}
