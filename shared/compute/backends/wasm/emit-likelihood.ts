import { primitiveOf } from '../../../model/operations/index.ts';
import type { Term } from '../../../model/operations/operation.ts';
import { isFixedInput } from '../../graph.ts';
import type { KernelPlan } from '../../kernel-plan.ts';
import {
  apply,
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  local,
  repeat,
  set,
  store,
  when,
} from '../../wasm/code.ts';
import { functionArguments, type KernelShape, trajectoryLocals } from './kernel-shape.ts';
import { makeLayerLoops } from './layer-loops.ts';
import { inLocal } from './places.ts';
import { reverseGivenSteps, reverseOnce } from './reverse.ts';
import type { Section } from './section.ts';
import { overSubsteps } from './substeps.ts';
import {
  addAmounts,
  assign,
  atRow,
  begin,
  blockSection,
  keepAtPoint,
  move,
  observe,
  type Trajectory,
} from './trajectory.ts';
import { gather, gatherAll, scatter, scatterAll } from './transpose.ts';
import { clearWeightSums, writeWeightSums } from './weight-sums.ts';

/** What a likelihood function computes. */
export type LikelihoodKind = 'value' | 'gradient' | 'weights';

/** All draws of a series by given steps, a group of lanes after another: forward, and back where there is a gradient. */
export function emitLikelihood(shape: KernelShape, kind: LikelihoodKind): FunctionCode {
  const { plan, type, scratch } = shape;
  const args = functionArguments();
  const locals = trajectoryLocals(plan);
  const laneWeights =
    kind === 'weights' ? { weight: local('laneWeight', 'v128'), mask: local('laneMask', 'v128') } : null;
  const trajectory: Trajectory = { shape, args, locals, loops: makeLayerLoops(shape, args), laneWeights };
  const group = local('group', 'i32');
  const withGradient = kind !== 'value';
  const parameterRows = { base: args.parameters, stride: plan.parameters * 8 };
  const gradientRows = { base: args.gradient, stride: plan.parameters * 8 };
  const body = [
    ...gatherAll(type, parameterRows, plan.parameters, args.scratch, scratch.parameter(0)),
    ...begin(trajectory),
    ...forward(trajectory, withGradient),
    ...writeLikelihood(trajectory),
    ...(laneWeights === null ? [] : setLaneWeights(trajectory)),
    ...(withGradient
      ? [
          ...reverseGivenSteps(trajectory),
          ...reverseOnce(trajectory),
          ...scatterAll(type, args.scratch, scratch.gradient(0), plan.parameters, gradientRows),
          increase(args.gradient, i32(type.count * plan.parameters * 8)),
        ]
      : []),
    increase(args.parameters, i32(type.count * plan.parameters * 8)),
    increase(args.logLik, i32(type.count * 8)),
    increase(args.bySignal, i32(type.count * plan.signals * 8)),
    increase(args.status, i32(type.count * 8)),
    increase(args.rowWeights, i32(type.count * 8)),
    increase(group, i32(1)),
  ];
  return {
    name: kind,
    parameters: Object.values(args),
    body: [
      ...(laneWeights === null ? [] : clearWeightSums(shape, args)),
      set(group, i32(0)),
      repeat(body, apply('i32.lt_s', get(group), get(args.groups))),
      ...(laneWeights === null ? [] : writeWeightSums(shape, args)),
    ],
  };
}

/** From the first grid point to the last; readings at every one, steps between them. */
function forward(trajectory: Trajectory, record: boolean): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { scratch } = shape;
  const keep = record ? keepAtPoint(trajectory) : [];
  const last = apply('i32.sub', get(args.length), i32(1));
  return [
    set(locals.grid, apply('i32.add', get(args.scratch), i32(scratch.fixed))),
    set(
      locals.tape,
      apply('i32.add', get(locals.grid), apply('i32.mul', get(args.length), i32(scratch.gridRow))),
    ),
    set(locals.point, i32(0)),
    when(apply('i32.gt_s', get(args.length), i32(1)), [
      repeat(
        [
          ...keep,
          ...steps(trajectory, record, [...observe(trajectory), ...addAmounts(trajectory)]),
          ...move(locals.row, shape.record.row),
          ...move(locals.grid, scratch.gridRow),
          increase(locals.point, i32(1)),
        ],
        apply('i32.lt_s', get(locals.point), last),
      ),
    ]),
    ...keep,
    ...observe(trajectory),
  ];
}

/**
 * The sub-steps from a grid point to the next, after what comes `before` them at the point. What the step needs of time
 * alone is begun first of all: exponentials are long chains of instructions, and the processor goes on with the rest
 * meanwhile.
 */
export function steps(trajectory: Trajectory, record: boolean, before: readonly Code[]): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan, scratch, substeps } = shape;
  const alone = substeps === 1;
  const around = atRow(trajectory, alone ? {} : { time: inLocal(locals.time) });
  const section = blockSection(trajectory, plan.step, around);
  if (alone) {
    holdTimed(section, plan);
    section.run(before);
  }
  if (record) {
    section.run(
      locals.states.map((state, index) => store('v128.store', get(locals.tape), index * 16, get(state))),
    );
    plan.tape.forEach((term, index) => {
      const offset = (plan.states + index) * 16;
      section.put(section.term(term), (value) => store('v128.store', get(locals.tape), offset, value));
    });
  }
  const moves = assign(section, plan.next, locals.states);
  const one = [...section.code(), ...moves, ...(record ? move(locals.tape, scratch.tapeRow) : [])];
  return alone ? one : [...before, ...overSubsteps(trajectory, 'forward', one)];
}

/** From the sums to log likelihoods of the signals and their total; the status. */
export function writeLikelihood(trajectory: Trajectory): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { plan, type } = shape;
  const { add } = type.operations;
  const total = local('total', 'v128');
  const own = locals.logLikelihoods;
  const section = blockSection(trajectory, plan.finish, atRow(trajectory));
  const moves = assign(section, plan.logLikelihoods, own);
  return [
    ...section.code(),
    ...moves,
    set(
      total,
      own.map(get).reduce((left, right) => apply(add, left, right)),
    ),
    ...scatter(type, total, args.logLik, 8),
    ...own.flatMap((of, signal) => scatter(type, of, args.bySignal, plan.signals * 8, signal * 8)),
    ...writeFinite(trajectory, [get(total)]),
  ];
}

/**
 * A status that is 0 where the last states and `more` are finite, else not finite. A state that was not finite once stays
 * so: every step adds to it.
 */
export function writeFinite({ shape, args, locals }: Trajectory, more: readonly Code[]): readonly Code[] {
  const { type } = shape;
  const { add, multiply } = type.operations;
  const zero: Code = { kind: 'v128', bits: 0n, laneBytes: type.bytes };
  const finite = local('finite', 'v128');
  const nothing = [...locals.states.map(get), ...more].map((value) => apply(multiply, value, zero));
  return [
    set(
      finite,
      nothing.reduce((left, right) => apply(add, left, right), zero),
    ),
    ...scatter(type, finite, args.status, 8),
  ];
}

/** A trajectory that failed on its way forward weighs nothing. */
function setLaneWeights({ shape, args, laneWeights }: Trajectory): readonly Code[] {
  if (laneWeights === null) return [];
  const { type } = shape;
  const zero: Code = { kind: 'v128', bits: 0n, laneBytes: type.bytes };
  return [
    set(laneWeights.weight, gather(type, args.rowWeights, 8)),
    set(laneWeights.mask, apply(type.operations.equals, gather(type, args.status, 8), zero)),
  ];
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
