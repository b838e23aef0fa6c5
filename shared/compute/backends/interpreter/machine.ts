import { primitiveOf } from '../../../model/operations/index.ts';
import type { PrimitiveOperation, Term } from '../../../model/operations/operation.ts';
import type { KernelIndividual } from '../../kernel.ts';
import type { Block, KernelPlan } from '../../kernel-plan.ts';

/** Registers and inputs of one group of trajectories. All arrays are [quantity, lane]. */
export interface Machine {
  /** [state, lane] */
  readonly states: Float64Array;
  /** lambda, then accumulators: [state or accumulator, lane] */
  readonly adjoints: Float64Array;
  /** Fills unused lanes with the group's first draw, so that they stay harmless. */
  setParameters(parameters: Float64Array, row: number, count: number): void;
  setDoses(doses: Float64Array): void;
  /** Time, step to the next point, observations and mask at grid point n. */
  setGridPoint(individual: KernelIndividual, n: number): void;
  run(block: Block): void;
  read(term: Term, lane: number): number;
  /** target[offset + lane] += value of term */
  addTo(target: Float64Array, offset: number, term: Term): void;
  /** target[index, lane] = value of terms[index]; safe where target is what the terms are made of. */
  copyResults(terms: readonly Term[], target: Float64Array): void;
  /** Overwrites the result of an instruction, as the tape does. */
  write(term: Term, source: Float64Array, offset: number): void;
  tapeFor(length: number): Tape;
}

/** States and kept results at each grid point. */
export interface Tape {
  store(n: number, machine: Machine, states: Float64Array): void;
  storeResults(n: number, machine: Machine, terms: readonly Term[]): void;
  load(n: number, machine: Machine, states: Float64Array): void;
  loadResults(n: number, machine: Machine, terms: readonly Term[]): void;
}

interface Instruction {
  readonly target: number;
  readonly operation: PrimitiveOperation['value'];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export function makeMachine(plan: KernelPlan, lanes: number): Machine {
  const { graph } = plan;
  // one register for each node: plain, and small beside the tape
  const registers = new Float64Array(graph.nodes.length * lanes);
  graph.nodes.forEach((node, term) => {
    if (node.kind === 'constant') registers.fill(node.value, term * lanes, (term + 1) * lanes);
  });
  const inputs = graph.nodes.flatMap((node, term) => (node.kind === 'input' ? [{ term, node }] : []));
  const termsOf = (kind: string): readonly { readonly term: Term; readonly index: number }[] =>
    inputs.filter(({ node }) => node.input === kind).map(({ term, node }) => ({ term, index: node.index }));
  const parameterTerms = termsOf('parameter');
  const doseTerms = termsOf('dose');
  const observationTerms = termsOf('observation');
  const maskTerms = termsOf('mask');
  const timeTerms = termsOf('time');
  const stepTerms = termsOf('step');
  const stateTerms = termsOf('state');
  const adjointTerms = termsOf('adjoint');
  const states = new Float64Array(plan.states * lanes);
  const adjoints = new Float64Array((plan.states + plan.accumulated.length) * lanes);
  const scratch = new Float64Array(Math.max(states.length, adjoints.length));
  const programs = new Map<Block, readonly Instruction[]>();

  const fill = (term: Term, value: number): void => {
    registers.fill(value, term * lanes, (term + 1) * lanes);
  };
  const bring = (terms: typeof stateTerms, from: Float64Array): void => {
    for (const { term, index } of terms) {
      registers.set(from.subarray(index * lanes, (index + 1) * lanes), term * lanes);
    }
  };
  const decoded = (block: Block): readonly Instruction[] => {
    const known = programs.get(block);
    if (known !== undefined) return known;
    const program = block.instructions.map((term) => decode(plan, term, lanes));
    programs.set(block, program);
    return program;
  };

  let tapeStorage = new Float64Array(0);
  const machine: Machine = {
    states,
    adjoints,
    setParameters(parameters, row, count) {
      for (const { term, index } of parameterTerms) {
        for (let lane = 0; lane < lanes; lane++) {
          const source = row + (lane < count ? lane : 0);
          registers[term * lanes + lane] = parameters[source * plan.parameters + index];
        }
      }
    },
    setDoses(doses) {
      for (const { term, index } of doseTerms) fill(term, doses[index]);
    },
    setGridPoint({ times_h, observations, mask }, n) {
      const length = times_h.length;
      for (const { term } of timeTerms) fill(term, times_h[n]);
      for (const { term } of stepTerms) fill(term, n + 1 < length ? times_h[n + 1] - times_h[n] : 0);
      for (const { term, index } of observationTerms) fill(term, observations[index * length + n]);
      for (const { term, index } of maskTerms) fill(term, mask[index * length + n]);
      bring(stateTerms, states);
    },
    run(block) {
      bring(stateTerms, states);
      bring(adjointTerms, adjoints);
      for (const { target, operation, a, b, c } of decoded(block)) {
        for (let lane = 0; lane < lanes; lane++) {
          registers[target + lane] = operation(registers[a + lane], registers[b + lane], registers[c + lane]);
        }
      }
    },
    read: (term, lane) => registers[term * lanes + lane],
    addTo(target, offset, term) {
      for (let lane = 0; lane < lanes; lane++) target[offset + lane] += registers[term * lanes + lane];
    },
    copyResults(terms, target) {
      terms.forEach((term, index) => {
        scratch.set(registers.subarray(term * lanes, (term + 1) * lanes), index * lanes);
      });
      target.set(scratch.subarray(0, terms.length * lanes));
    },
    write(term, source, offset) {
      registers.set(source.subarray(offset, offset + lanes), term * lanes);
    },
    tapeFor(length) {
      const width = (plan.states + plan.tape.length) * lanes;
      if (tapeStorage.length < length * width) tapeStorage = new Float64Array(length * width);
      return makeTape(tapeStorage, width, plan.states * lanes, lanes);
    },
  };
  return machine;
}

function makeTape(storage: Float64Array, width: number, stateWidth: number, lanes: number): Tape {
  return {
    store(n, _, states) {
      storage.set(states, n * width);
    },
    storeResults(n, machine, terms) {
      terms.forEach((term, index) => {
        const offset = n * width + stateWidth + index * lanes;
        for (let lane = 0; lane < lanes; lane++) storage[offset + lane] = machine.read(term, lane);
      });
    },
    load(n, _, states) {
      states.set(storage.subarray(n * width, n * width + stateWidth));
    },
    loadResults(n, machine, terms) {
      terms.forEach((term, index) => {
        machine.write(term, storage, n * width + stateWidth + index * lanes);
      });
    },
  };
}

function decode(plan: KernelPlan, term: Term, lanes: number): Instruction {
  const node = plan.graph.node(term);
  if (node.kind !== 'operation') throw new Error(`node ${term} is not an instruction`);
  const [a = 0, b = a, c = a] = node.args;
  return {
    target: term * lanes,
    operation: primitiveOf(node.operation).value,
    a: a * lanes,
    b: b * lanes,
    c: c * lanes,
  };
}
