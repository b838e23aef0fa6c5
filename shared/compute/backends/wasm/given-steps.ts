import { primitiveOf } from '../../../model/operations/index.ts';
import type { Lane } from '../../../model/operations/lanes/lane-algebra.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { apply, type Code, get, i32, type Local, set, store, when } from '../../../wasm/code.ts';
import { isFixedInput } from '../../graph.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import type { LanePlace } from './lane-graph.ts';
import { zeroOf } from './lane-type.ts';
import { inLocal, type Surroundings } from './places.ts';
import type { Section } from './section.ts';
import type { Stepping } from './stepping.ts';
import { backOverSubsteps, overSubsteps } from './substeps.ts';
import { accumulate, assign, assignLanes, atRow, blockSection, move, type Trajectory } from './trajectory.ts';
import { beginSteps, beginWatch, keepForWatch, watch } from './watch.ts';

/** Equal steps from grid point to grid point, the same for all lanes. */
export function givenSteps(trajectory: Trajectory): Stepping {
  const { locals, shape } = trajectory;
  return {
    begin: [...locals.remainders.map((of) => set(of, zeroOf(shape.type))), ...beginWatch(trajectory)],
    forward: (record, before) => steps(trajectory, record, before),
    backward: () => reverseSteps(trajectory),
    // where the step after the point began; only amounts come between
    stateAtPoint: onTape(trajectory),
    status: locals.exploded,
  };
}

/**
 * The sub-steps from a grid point to the next, after what comes `before` them at the point. What the step needs of time
 * alone is begun first of all: exponentials are long chains of instructions, and the processor goes on with the rest
 * meanwhile.
 */
function steps(trajectory: Trajectory, record: boolean, before: readonly Code[]): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan, scratch, substeps } = shape;
  const alone = substeps === 1;
  const around = atRow(trajectory, alone ? {} : { time: inLocal(locals.time) });
  const section = blockSection(trajectory, plan.step, around, false, (fresh) => {
    if (!alone) return;
    holdTimed(fresh, plan);
    fresh.run([when(apply('i32.eq', get(locals.substep), i32(0)), before)]);
  });
  if (record) {
    section.run(
      locals.states.map((state, index) => store('v128.store', get(locals.tape), index * 16, get(state))),
    );
    plan.tape.forEach((term, index) => {
      const offset = (plan.states + index) * 16;
      section.put(section.term(term), (value) => store('v128.store', get(locals.tape), offset, value));
    });
  }
  keepForWatch(section, trajectory, record);
  const moves =
    shape.type.precision === 'float32'
      ? addCompensated(section, trajectory)
      : assign(section, plan.next, locals.states);
  const one = [...section.code(), ...moves, watch(trajectory, around, record)];
  return [
    ...beginSteps(trajectory),
    ...(alone ? [] : before),
    ...overSubsteps(trajectory, one, record ? scratch.tapeRow : 0),
  ];
}

/**
 * y + increment, keeping in `remainders` what rounding took away, to be added with the next one (W. Kahan, 1965): a hundred
 * steps in float32 then lose no more than one.
 */
function addCompensated(section: Section, { shape, locals }: Trajectory): readonly Code[] {
  const { lanes } = section;
  const of = (local: Local): Lane => lanes.place(inLocal(local));
  return assignLanes(
    section,
    shape.plan.increments.flatMap((term, index): readonly (readonly [Lane, Local])[] => {
      const state = of(locals.states[index]);
      const remainder = of(locals.remainders[index]);
      const added = lanes.subtract(section.term(term), remainder);
      const next = lanes.add(state, added);
      return [
        [next, locals.states[index]],
        [lanes.subtract(lanes.subtract(next, state), added), locals.remainders[index]],
      ];
    }),
  );
}

/** Back over the sub-steps between the row and the next; the tape stands behind them, and then at the first of them. */
function reverseSteps(trajectory: Trajectory): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan, scratch, substeps } = shape;
  const alone = substeps === 1;
  const around = atRow(trajectory, {
    state: onTape(trajectory),
    kept: keptOnTape(trajectory),
    ...(alone ? {} : { time: inLocal(locals.time) }),
  });
  const section = blockSection(trajectory, plan.reverseStep, around, true);
  accumulate(section, shape, plan.stepFlows, locals.accumulators);
  const moves = assign(section, plan.stepAdjoints, locals.adjoints);
  const one = [...move(locals.tape, -scratch.tapeRow), ...section.code(), ...moves];
  if (alone) return one;
  return backOverSubsteps(trajectory, one);
}

export function onTape({ locals }: Trajectory): Surroundings['state'] {
  return (state) => ({ kind: 'vector', base: locals.tape, offset: state * 16 });
}

export function keptOnTape({ shape, locals }: Trajectory): ReadonlyMap<Term, LanePlace> {
  const { plan } = shape;
  return new Map(
    plan.tape.map((term, index) => [
      term,
      { kind: 'vector', base: locals.tape, offset: (plan.states + index) * 16 },
    ]),
  );
}

/** Dear functions of time, parameters and treatments: of no state. */
function holdTimed(section: Section, { graph, step }: KernelPlan): void {
  const known = new Map<Term, boolean>();
  const isTimed = (term: Term): boolean => {
    const before = known.get(term);
    if (before !== undefined) return before;
    const node = graph.node(term);
    const timed =
      node.kind === 'constant' ||
      (node.kind === 'input' &&
        (isFixedInput(node.input) || node.input === 'time' || node.input === 'step')) ||
      (node.kind === 'operation' && node.args.every(isTimed));
    known.set(term, timed);
    return timed;
  };
  for (const term of step.instructions) {
    const node = graph.node(term);
    if (node.kind === 'operation' && primitiveOf(node.operation).dear && isTimed(term)) {
      section.hold(section.term(term));
    }
  }
}
