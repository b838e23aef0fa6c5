import { assert } from '../../base/assert.ts';
import type { Term } from '../../model/operations/operation.ts';
import type { InputKind } from '../graph.ts';
import type { KernelIndividual } from '../kernel.ts';
import type { Block, KernelPlan } from '../kernel-plan.ts';
import { readingCount } from './grid.ts';
import type { LaneIndex } from './lane-index.ts';

/**
 * A register file for a group of trajectories of one individual: every node of the plan's graph has a place in
 * `registers`, [entry, lane] (vectors several entries). How a block is executed is the backend's affair (`Runner`);
 * drivers only set inputs, run blocks and read results.
 */
export interface Machine {
  readonly plan: KernelPlan;
  readonly lanes: number;
  readonly registers: Float64Array;
  /** Where a node's first entry begins in `registers`. */
  readonly offsets: Int32Array;
  /** [state, lane]; set as inputs before a block runs. */
  readonly states: Float64Array;
  /** Inputs of the same names, [watched, lane] with room for all states; set before a block runs. */
  readonly owed: Float64Array;
  readonly astray: Float64Array;
  /** What is added up along the grid, [signal, lane]. */
  readonly sums: Float64Array;
  /** lambda, accumulators, adjoints of carried residuals: [quantity, lane]. */
  readonly adjoints: Float64Array;
  /** [carried, lane] */
  readonly carried: Float64Array;
  /** Flat weights of layers. */
  weights: Float64Array;
  /** Where flows to weights are added, and the weight of each lane; null: not wanted. */
  weightGradient: Float64Array | null;
  readonly laneWeights: Float64Array;
  setInput(kind: InputKind, index: number, value: number): void;
  /** Fills unused lanes with the group's first draw, so that they stay harmless. */
  setParameters(parameters: Float64Array, row: number, count: number): void;
  run(block: Block, withFlows?: boolean): void;
  read(term: Term, lane: LaneIndex): number;
  /** target[offset + lane] += value of term */
  addTo(target: Float64Array, offset: number, term: Term): void;
  /** target[index, lane] = value of terms[index]; safe where target is what the terms are made of. */
  copyResults(terms: readonly Term[], target: Float64Array): void;
}

/** Executes blocks on a machine's registers. */
export type Runner = (machine: Machine) => (block: Block, withFlows: boolean) => void;

export function makeMachine(plan: KernelPlan, lanes: number, runner: Runner): Machine {
  const { graph } = plan;
  const offsets = new Int32Array(graph.nodes.length);
  let size = 0;
  graph.nodes.forEach((node, term) => {
    offsets[term] = size * lanes;
    if (node.kind === 'layer') size += plan.layers[node.part.layer].outputs;
    else if (node.kind === 'layerReverse') size += node.part.inputs.length;
    else size += 1;
  });
  const registers = new Float64Array(size * lanes);
  const inputs = new Map<string, number>();
  graph.nodes.forEach((node, term) => {
    if (node.kind === 'constant') registers.fill(node.value, offsets[term], offsets[term] + lanes);
    if (node.kind === 'input') inputs.set(`${node.input}${node.index}`, offsets[term]);
  });
  const offsetsOf = (kind: InputKind, count: number): Int32Array =>
    Int32Array.from({ length: count }, (_, index) => inputs.get(`${kind}${index}`) ?? -1);
  const adjointCount = plan.states + plan.accumulated.length + plan.carried.length;
  const states = new Float64Array(plan.states * lanes);
  const owed = new Float64Array(states.length);
  const astray = new Float64Array(states.length);
  const adjoints = new Float64Array(adjointCount * lanes);
  const carried = new Float64Array(plan.carried.length * lanes);
  const scratch = new Float64Array(
    Math.max(states.length, adjoints.length, plan.states * plan.states * lanes),
  );
  const stateOffsets = offsetsOf('state', plan.states);
  const owedOffsets = offsetsOf('owed', plan.states);
  const astrayOffsets = offsetsOf('astray', plan.states);
  const adjointOffsets = offsetsOf('adjoint', adjointCount);
  const sums = new Float64Array(plan.signals * lanes);
  const sumOffsets = offsetsOf('sum', plan.signals);
  const carriedOffsets = offsetsOf('carried', plan.carried.length);
  const parameterOffsets = offsetsOf('parameter', plan.parameters);

  /** Inputs that have a register, i.e. that something uses. */
  const bring = (to: Int32Array, from: Float64Array): void => {
    for (let index = 0; index < to.length; index++) {
      if (to[index] < 0) continue;
      for (let lane = 0; lane < lanes; lane++) registers[to[index] + lane] = from[index * lanes + lane];
    }
  };

  const machine: Machine = {
    plan,
    lanes,
    registers,
    offsets,
    states,
    owed,
    astray,
    sums,
    adjoints,
    carried,
    weights: new Float64Array(plan.weights),
    weightGradient: null,
    laneWeights: new Float64Array(lanes),
    setInput(kind, index, value) {
      const offset = inputs.get(`${kind}${index}`);
      if (offset !== undefined) registers.fill(value, offset, offset + lanes);
    },
    setParameters(parameters, row, count) {
      for (let parameter = 0; parameter < parameterOffsets.length; parameter++) {
        if (parameterOffsets[parameter] < 0) continue;
        for (let lane = 0; lane < lanes; lane++) {
          const source = row + (lane < count ? lane : 0);
          registers[parameterOffsets[parameter] + lane] = parameters[source * plan.parameters + parameter];
        }
      }
    },
    run(block, withFlows = false) {
      bring(stateOffsets, states);
      bring(owedOffsets, owed);
      bring(astrayOffsets, astray);
      bring(sumOffsets, sums);
      bring(adjointOffsets, adjoints);
      bring(carriedOffsets, carried);
      execute(block, withFlows);
    },
    read: (term, lane) => registers[offsets[term] + lane],
    addTo(target, offset, term) {
      for (let lane = 0; lane < lanes; lane++) target[offset + lane] += registers[offsets[term] + lane];
    },
    copyResults(terms, target) {
      assert(terms.length * lanes <= target.length, 'a target has room for its terms');
      for (let index = 0; index < terms.length; index++) {
        const from = offsets[terms[index]];
        for (let lane = 0; lane < lanes; lane++) scratch[index * lanes + lane] = registers[from + lane];
      }
      for (let index = 0; index < terms.length * lanes; index++) target[index] = scratch[index];
    },
  };
  const execute = runner(machine);
  return machine;
}

/** What stays the same along a trajectory. */
export function setIndividual(machine: Machine, individual: KernelIndividual): void {
  const { plan } = machine;
  for (let dose = 0; dose < plan.doses; dose++) machine.setInput('dose', dose, individual.doses[dose]);
  for (let part = 0; part < plan.parts; part++) machine.setInput('part', part, individual.parts?.[part] ?? 0);
  machine.setInput('start', 0, individual.times_h[0]);
  for (let signal = 0; signal < plan.signals; signal++) {
    machine.setInput('readings', signal, readingCount(individual, signal));
  }
}
