import type { Term } from '../../model/operations/operation.ts';
import type { Machine } from './machine.ts';
import type { StepTape } from './step-tape.ts';

/** Keeps what the plan wants on the tape; the step block has just run. */
export function recordTaped(machine: Machine, tape: StepTape, row: number): void {
  const { plan, lanes, registers, offsets } = machine;
  const { storage } = tape;
  const at = tape.keptAt(row);
  for (let index = 0; index < plan.tape.length; index++) {
    const from = offsets[plan.tape[index]];
    for (let lane = 0; lane < lanes; lane++) storage[at + index * lanes + lane] = registers[from + lane];
  }
}

/** The reverse of one explicit step; lambda and accumulators are the machine's adjoints. */
export function reverseExplicit(machine: Machine, tape: StepTape, row: number, withFlows: boolean): void {
  const { plan, lanes, registers, offsets } = machine;
  const { storage } = tape;
  const at = tape.keptAt(row);
  for (let index = 0; index < plan.tape.length; index++) {
    const to = offsets[plan.tape[index]];
    for (let lane = 0; lane < lanes; lane++) registers[to + lane] = storage[at + index * lanes + lane];
  }
  machine.run(plan.reverseStep, withFlows);
  addFlows(machine, plan.stepFlows);
  machine.copyResults(plan.stepAdjoints, machine.adjoints);
}

/** accumulators += flows */
export function addFlows(machine: Machine, flows: readonly Term[]): void {
  const { plan, lanes } = machine;
  for (let index = 0; index < flows.length; index++) {
    if (plan.graph.valueOf(flows[index]) !== 0) {
      machine.addTo(machine.adjoints, (plan.states + index) * lanes, flows[index]);
    }
  }
}
