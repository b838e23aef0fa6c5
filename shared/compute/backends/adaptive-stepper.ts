import { assert } from '../../base/assert.ts';
import { statusCode } from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import { recordTaped, reverseExplicit } from './explicit-step.ts';
import { errorNorm, makeStepSize, nextStop, reach, shortestStep } from './step-size.ts';
import type { StepControl, Stepper } from './stepper.ts';

/**
 * Explicit steps of the method's own choice, one trajectory at a time. The gradient goes along the accepted steps with
 * their lengths held fixed.
 */
export function makeAdaptiveStepper(plan: KernelPlan, control: StepControl): Stepper {
  const size = makeStepSize(plan.method.order);
  const next = new Float64Array(plan.states);
  const error = new Float64Array(plan.states);
  let steps = 0;
  return {
    kept: plan.tape.length,
    begin() {
      size.begin();
      steps = 0;
    },
    advance(machine, from, end, tape) {
      assert(machine.lanes === 1, 'each trajectory has its own steps');
      // the first try; far too long a step is rejected and shortened
      if (size.h === 0) size.h = 0.1 * (end - from);
      let t = from;
      while (t < end) {
        if (++steps > control.maxSteps) return statusCode.maxSteps;
        const stop = nextStop(machine, t, end);
        const last = t + size.h * reach >= stop;
        const tried = size.h;
        const h = last ? stop - t : tried;
        if (h <= shortestStep * Math.max(Math.abs(t), Math.abs(end))) {
          if (!last) return statusCode.stepTooSmall;
        }
        machine.setInput('time', 0, t);
        machine.setInput('step', 0, h);
        machine.run(plan.step);
        machine.copyResults(plan.next, next);
        machine.copyResults(plan.error, error);
        const norm = errorNorm(error, machine.states, next, control);
        const accept = norm <= 1;
        if (accept) {
          if (tape !== null) recordTaped(machine, tape, tape.record(machine, t, h));
          machine.states.set(next);
          t = last ? stop : t + h;
        }
        size.h = h;
        size.judge(norm, accept);
        // a step cut short by the grid or a switch says nothing against the longer one before it
        if (accept && last) size.h = Math.max(size.h, tried);
      }
      return statusCode.ok;
    },
    reverse: reverseExplicit,
  };
}
