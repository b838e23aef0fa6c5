import { present } from '../../base/assert.ts';
import { notAstray, nothingOwed, trials } from '../explosion.ts';
import { statusCode } from '../kernel.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import { recordTaped, reverseExplicit } from './explicit-step.ts';
import { firstLane, type LaneIndex } from './lane-index.ts';
import type { Machine } from './machine.ts';
import type { StepTape } from './step-tape.ts';
import type { StepControl, Stepper } from './stepper.ts';

/** Equal explicit steps from grid point to grid point. */
export function makeFixedStepper(plan: KernelPlan, lanes: number, { substeps }: StepControl): Stepper {
  const explosion = present(plan.explosion, 'given steps are watched');
  const ranAway = new Uint8Array(lanes);
  const arrived = new Float64Array(plan.states * lanes);
  let isWatched = false;

  const note = (machine: Machine): void => {
    machine.run(explosion.block);
    for (let lane = firstLane; lane < lanes; lane++) {
      if (machine.read(explosion.excess, lane) > 0) ranAway[lane] = 1;
    }
    machine.copyResults(explosion.owed, machine.owed);
    machine.copyResults(explosion.astray, machine.astray);
  };

  const step = (machine: Machine, at: number, h: number, tape: StepTape | null): void => {
    machine.setInput('time', 0, at);
    machine.setInput('step', 0, h);
    const row = tape === null ? -1 : tape.record(machine, at, h);
    machine.run(plan.step);
    if (tape !== null) recordTaped(machine, tape, row);
    if (isWatched) note(machine);
    machine.copyResults(plan.next, machine.states);
  };

  const hasNumbers = (states: Float64Array, lane: LaneIndex): boolean => {
    let sum = 0;
    for (let state = 0; state < plan.states; state++) sum += states[state * lanes + lane];
    return sum * 0 === 0;
  };

  return {
    kept: plan.tape.length * lanes,
    begin() {
      ranAway.fill(0);
      isWatched = false;
    },
    advance(machine, t, end, tape, watch) {
      if (watch !== 'nothing' && !isWatched) {
        machine.owed.fill(nothingOwed);
        machine.astray.fill(notAstray);
      }
      isWatched = watch !== 'nothing';
      const h = (end - t) / substeps;
      for (let sub = 0; sub < substeps; sub++) step(machine, t + sub * h, h, tape);
      if (watch === 'last') {
        arrived.set(machine.states);
        for (let trial = 0; trial < trials; trial++) step(machine, t + (substeps - 1) * h, h, null);
        for (let lane = firstLane; lane < lanes; lane++) {
          if (hasNumbers(arrived, lane) && !hasNumbers(machine.states, lane)) ranAway[lane] = 1;
        }
        machine.states.set(arrived);
      }
      return statusCode.ok;
    },
    hasRunAway: (lane) => ranAway[lane] !== 0,
    reverse: reverseExplicit,
  };
}
