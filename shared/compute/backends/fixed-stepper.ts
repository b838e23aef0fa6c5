import type { KernelPlan } from '../kernel-plan.ts';
import { recordTaped, reverseExplicit } from './explicit-step.ts';
import type { StepControl, Stepper } from './stepper.ts';

/** Equal explicit steps from grid point to grid point. */
export function makeFixedStepper(plan: KernelPlan, lanes: number, { substeps }: StepControl): Stepper {
  return {
    kept: plan.tape.length * lanes,
    begin() {},
    advance(machine, t, end, tape) {
      const h = (end - t) / substeps;
      for (let sub = 0; sub < substeps; sub++) {
        const at = t + sub * h;
        machine.setInput('time', 0, at);
        machine.setInput('step', 0, h);
        const row = tape === null ? -1 : tape.record(machine, at, h);
        machine.run(plan.step);
        if (tape !== null) recordTaped(machine, tape, row);
        machine.copyResults(plan.next, machine.states);
      }
      return 0;
    },
    reverse: reverseExplicit,
  };
}
