import type { Lane } from '../../../model/operations/lanes/lane-algebra.ts';
import type { Term } from '../../../model/operations/operation.ts';
import {
  apply,
  type Code,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import type { Block } from '../../kernel-plan.ts';
import type { FunctionArguments, KernelShape, TrajectoryLocals } from './kernel-shape.ts';
import type { LanePlace } from './lane-graph.ts';
import { zeroOf } from './lane-type.ts';
import type { LaneWeights, LayerLoops } from './layer-loops.ts';
import { inLocal, placesIn, type Surroundings } from './places.ts';
import { Section } from './section.ts';

/** Pieces that functions put together: sections for the plan's blocks, and the statements around them. */
export interface Trajectory {
  readonly shape: KernelShape;
  readonly args: FunctionArguments;
  readonly locals: TrajectoryLocals;
  readonly loops: LayerLoops;
  /** null: no gradient of layers' weights. */
  readonly laneWeights: LaneWeights | null;
}

const nothingKept: ReadonlyMap<Term, LanePlace> = new Map();

/** Time and step are the row's, states are in locals: the forward sweep at a grid point. */
export function atRow({ shape, locals }: Trajectory, changes: Partial<Surroundings> = {}): Surroundings {
  const { record } = shape;
  return {
    state: (state) => inLocal(locals.states[state]),
    carried: (carried) => inLocal(locals.carried[carried]),
    time: { kind: 'splat', base: locals.row, offset: record.time },
    step: { kind: 'splat', base: locals.row, offset: record.step },
    kept: nothingKept,
    ...changes,
  };
}

/** A section with nothing in it yet. */
export function sectionOf({ shape, args, locals }: Trajectory, around: Surroundings): Section {
  const { type, relaxed, constants, plan } = shape;
  return new Section({ graph: plan.graph, type, relaxed, constants }, placesIn(shape, args, locals, around));
}

/**
 * A section with the layers of a block in it.
 *
 * @param first what comes before them.
 */
export function blockSection(
  trajectory: Trajectory,
  block: Block,
  around: Surroundings,
  withFlows = false,
  first: (section: Section) => void = () => {},
): Section {
  const { loops, laneWeights } = trajectory;
  const section = sectionOf(trajectory, around);
  first(section);
  const flows = withFlows && laneWeights !== null ? block.flows : [];
  loops.layers(section, flows.length > 0 ? block.flowInstructions : block.instructions);
  if (laneWeights !== null && flows.length > 0) loops.flows(section, flows, laneWeights);
  return section;
}

/** Puts terms into locals, all at once: the locals may be what the terms are made of. */
export function assign(section: Section, terms: readonly Term[], to: readonly Local[]): readonly Code[] {
  const fresh = to.map(({ name }) => local(`${name}_next`, 'v128'));
  terms.forEach((term, index) => {
    section.put(section.term(term), (value) => set(fresh[index], value));
  });
  return to.map((target, index) => set(target, get(fresh[index])));
}

/** Puts lanes into locals, all at once. */
export function assignLanes(section: Section, pairs: readonly (readonly [Lane, Local])[]): readonly Code[] {
  const fresh = pairs.map(([, { name }]) => local(`${name}_next`, 'v128'));
  pairs.forEach(([lane], index) => {
    section.put(lane, (value) => set(fresh[index], value));
  });
  return pairs.map(([, target], index) => set(target, get(fresh[index])));
}

/**
 * sums += terms, where the mask is set if there is one; constants 0 are left out, and what is the negative of something is
 * subtracted.
 */
export function accumulate(
  section: Section,
  { plan, type }: KernelShape,
  terms: readonly Term[],
  sums: readonly Local[],
  mask: Local | null = null,
): void {
  const { add, subtract } = type.operations;
  terms.forEach((term, index) => {
    if (plan.graph.valueOf(term) === 0) return;
    const node = plan.graph.node(term);
    const negative = node.kind === 'operation' && node.operation === 'negate';
    const part = section.term(negative ? node.args[0] : term);
    section.put(part, (value) => {
      const counted = mask === null ? value : apply('v128.and', value, get(mask));
      return set(sums[index], apply(negative ? subtract : add, get(sums[index]), counted));
    });
  });
}

/** Hoisted quantities into the scratch, initial states and empty sums into locals. */
export function begin(trajectory: Trajectory): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { plan, scratch, type } = shape;
  const zero = zeroOf(type);
  // what is hoisted is computed here, so it has no place yet
  const unhoisted = { ...trajectory, shape: { ...shape, scratch: { ...scratch, hoisted: nothingHoisted } } };
  const section = blockSection(unhoisted, plan.once, atRow(trajectory));
  for (const [term, offset] of scratch.hoisted) {
    section.put(section.term(term), (value) => store('v128.store', get(args.scratch), offset, value));
  }
  plan.initial.forEach((term, state) => {
    section.put(section.term(term), (value) => set(locals.states[state], value));
  });
  return [
    ...section.code(),
    ...[...locals.carried, ...locals.sums].map((of) => set(of, zero)),
    set(locals.row, apply('i32.add', get(args.record), i32(shape.record.header))),
  ];
}

const nothingHoisted: ReadonlyMap<Term, number> = new Map();

/** The reading at the row: its terms into the sums, carried residuals moved on. */
export function observe(trajectory: Trajectory): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan } = shape;
  const section = blockSection(trajectory, plan.observe, atRow(trajectory));
  accumulate(section, shape, plan.readingTerms, locals.sums);
  const moves = assign(section, plan.carried, locals.carried);
  return [...section.code(), ...moves];
}

/** Keeps in the grid's row what the reverse sweep needs of a reading, before it is made. */
export function keepAtPoint({ shape, locals }: Trajectory): readonly Code[] {
  const kept = shape.scratch.keepsGridStates ? [...locals.carried, ...locals.states] : locals.carried;
  return kept.map((of, index) => store('v128.store', get(locals.grid), index * 16, get(of)));
}

/** Adds what is added to states at the row. */
export function addAmounts({ shape, locals }: Trajectory): readonly Code[] {
  const { plan, record, type } = shape;
  return plan.timed.flatMap(({ treatment, addedTo }) => {
    if (addedTo === null) return [];
    const state = locals.states[addedTo];
    const amount = load(type.loadSplat, get(locals.row), record.timed(treatment));
    return [set(state, apply(type.operations.add, get(state), amount))];
  });
}

/** Moves an address on by whole rows of a constant size. */
export function move(address: Local, bytes: number): readonly Code[] {
  return bytes === 0 ? [] : [increase(address, i32(bytes))];
}
