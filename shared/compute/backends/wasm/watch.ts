import { present } from '../../../base/assert.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { apply, type Code, get, i32, load, set, store, when } from '../../../wasm/code.ts';
import { notAstray, nothingOwed, watchedInARow } from '../../explosion.ts';
import { statusCode } from '../../kernel.ts';
import type { ExplosionPlan } from '../../kernel-plan.ts';
import type { KernelShape } from './kernel-shape.ts';
import { codeOfPlace, type LanePlace } from './lane-graph.ts';
import { zeroOf } from './lane-type.ts';
import { inLocal, type Surroundings } from './places.ts';
import type { Section } from './section.ts';
import { blockSection, type Trajectory } from './trajectory.ts';

/** Before a trajectory's first step. */
export function beginWatch({ shape, locals }: Trajectory): readonly Code[] {
  return [set(locals.exploded, zeroOf(shape.type)), set(locals.watched, i32(0))];
}

/** Whether the steps from the row on are watched; the first of some in a row knows nothing of the one before. */
export function beginSteps(trajectory: Trajectory): readonly Code[] {
  const { shape, locals } = trajectory;
  const { watchEvery, scratch } = shape;
  const phase = apply('i32.and', get(locals.point), i32(watchEvery - 1));
  const now = apply('i32.or', isLast(trajectory), apply('i32.ge_s', phase, i32(watchEvery - watchedInARow)));
  const all = (value: number): readonly Code[] =>
    explosionOf(shape).watched.map(() => number(trajectory, value));
  return [
    when(apply('i32.lt_s', get(locals.watched), now), [
      ...write(trajectory, scratch.watched.owed, all(nothingOwed)),
      ...write(trajectory, scratch.watched.astray, all(notAstray)),
    ]),
    set(locals.watched, now),
  ];
}

/** Keeps of a step what `watch` needs. */
export function keepForWatch(section: Section, { shape, args, locals }: Trajectory, onTape: boolean): void {
  const { left, slopes } = shape.scratch.watched;
  explosionOf(shape).slopes.forEach((term, state) => {
    const offset = slopes + state * 16;
    section.put(section.term(term), (value) => store('v128.store', get(args.scratch), offset, value));
  });
  if (onTape) return;
  section.run(
    locals.states.map((state, index) =>
      store('v128.store', get(args.scratch), left + index * 16, get(state)),
    ),
  );
}

/** After a step, where steps are watched: what the next is told of it, and whether those before have run away. */
export function watch(trajectory: Trajectory, around: Surroundings, onTape: boolean): Code {
  const { shape, args, locals } = trajectory;
  const { plan, scratch } = shape;
  const { block, slopes, owed, astray, excess } = explosionOf(shape);
  const inScratch = (offset: number, state: number): LanePlace => ({
    kind: 'vector',
    base: args.scratch,
    offset: offset + state * 16,
  });
  const section = blockSection(trajectory, block, {
    ...around,
    state: (state) =>
      onTape
        ? { kind: 'vector', base: locals.tape, offset: state * 16 }
        : inScratch(scratch.watched.left, state),
    kept: new Map([
      ...slopes.map((term, state): [Term, LanePlace] => [term, inScratch(scratch.watched.slopes, state)]),
      ...plan.next.map((term, state): [Term, LanePlace] => [term, inLocal(locals.states[state])]),
    ]),
  });
  const { lanes } = section;
  const status = lanes.select(
    lanes.less(lanes.constant(0), section.term(excess)),
    lanes.constant(statusCode.unstable),
    lanes.place(inLocal(locals.exploded)),
  );
  section.put(status, (value) => set(locals.exploded, value));
  owed.forEach((term, state) => {
    // both are made before either is replaced
    section.hold(section.term(term));
    section.put(section.term(astray[state]), (value) =>
      store('v128.store', get(args.scratch), scratch.watched.astray + state * 16, value),
    );
    section.put(section.term(term), (value) =>
      store('v128.store', get(args.scratch), scratch.watched.owed + state * 16, value),
    );
  });
  return when(get(locals.watched), section.code());
}

/** Keeps where the last step arrived, before others are tried from there. */
export function beginTrials(trajectory: Trajectory): readonly Code[] {
  const { shape, locals } = trajectory;
  return write(trajectory, shape.scratch.watched.arrived, locals.states.map(get));
}

/** Back to where the last step arrived; lanes that left the numbers since have run away. */
export function endTrials(trajectory: Trajectory): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { add, multiply, equals, differs, select } = shape.type.operations;
  const zero = zeroOf(shape.type);
  const arrived = (state: number): Code =>
    load('v128.load', get(args.scratch), shape.scratch.watched.arrived + state * 16);
  const nothing = (of: readonly Code[]): Code =>
    apply(
      multiply,
      of.reduce((left, right) => apply(add, left, right)),
      zero,
    );
  const lost = apply(
    'v128.and',
    apply(equals, nothing(locals.states.map((_, state) => arrived(state))), zero),
    apply(differs, nothing(locals.states.map(get)), zero),
  );
  return [
    set(locals.exploded, apply(select, number(trajectory, statusCode.unstable), get(locals.exploded), lost)),
    ...locals.states.map((of, state) => set(of, arrived(state))),
  ];
}

/** Whether the row's point is the last but one. */
export function isLast({ args, locals }: Trajectory): Code {
  return apply('i32.eq', get(locals.point), apply('i32.sub', get(args.length), i32(2)));
}

function write({ args }: Trajectory, offset: number, values: readonly Code[]): readonly Code[] {
  return values.map((value, index) => store('v128.store', get(args.scratch), offset + index * 16, value));
}

function number({ shape }: Trajectory, value: number): Code {
  return codeOfPlace(shape.constants.placeOf(value), shape.type);
}

function explosionOf({ plan }: KernelShape): ExplosionPlan {
  return present(plan.explosion, 'given steps are watched');
}
