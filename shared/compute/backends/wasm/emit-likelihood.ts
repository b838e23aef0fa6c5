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
  when,
} from '../../../wasm/code.ts';
import { functionArguments, type KernelShape, trajectoryLocals } from './kernel-shape.ts';
import { zeroOf } from './lane-type.ts';
import { makeLayerLoops } from './layer-loops.ts';
import { reverseGrid, reverseOnce } from './reverse.ts';
import type { Stepping } from './stepping.ts';
import { steppingOf } from './stepping-of.ts';
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

/** All draws of a series, a group of lanes after another: forward, and back where there is a gradient. */
export function emitLikelihood(shape: KernelShape, kind: LikelihoodKind): FunctionCode {
  const { plan, type, scratch } = shape;
  const args = functionArguments();
  const locals = trajectoryLocals(plan);
  const laneWeights =
    kind === 'weights' ? { weight: local('laneWeight', 'v128'), mask: local('laneMask', 'v128') } : null;
  const trajectory: Trajectory = { shape, args, locals, loops: makeLayerLoops(shape, args), laneWeights };
  const stepping = steppingOf(trajectory);
  const group = local('group', 'i32');
  const withGradient = kind !== 'value';
  const parameterRows = { base: args.parameters, stride: plan.parameters * 8 };
  const gradientRows = { base: args.gradient, stride: plan.parameters * 8 };
  const body = [
    ...gatherAll(type, parameterRows, plan.parameters, args.scratch, scratch.parameter(0)),
    ...begin(trajectory),
    ...forward(trajectory, stepping, withGradient),
    ...writeLikelihood(trajectory, stepping),
    ...(laneWeights === null ? [] : setLaneWeights(trajectory)),
    ...(withGradient
      ? [
          ...reverseGrid(trajectory, stepping),
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
function forward(trajectory: Trajectory, stepping: Stepping, record: boolean): readonly Code[] {
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
    // from where the tape now begins it follows where it must end
    ...stepping.begin,
    set(locals.point, i32(0)),
    when(apply('i32.gt_s', get(args.length), i32(1)), [
      repeat(
        [
          ...keep,
          ...stepping.forward(record, [...observe(trajectory), ...addAmounts(trajectory)]),
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

/** From the sums to log likelihoods of the signals and their total; the status. */
function writeLikelihood(trajectory: Trajectory, stepping: Stepping): readonly Code[] {
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
    ...writeStatus(trajectory, stepping, [get(total)]),
  ];
}

/**
 * The stepper's status; where it has none, 0 (`statusCode.ok`) if the last states and `more` are finite, else not finite. A state that was not
 * finite once stays so: every step adds to it.
 */
export function writeStatus(
  { shape, args, locals }: Trajectory,
  { status }: Stepping,
  more: readonly Code[],
): readonly Code[] {
  const { type } = shape;
  const { add, multiply, equals, select } = type.operations;
  const zero = zeroOf(type);
  const finite = local('finite', 'v128');
  const nothing = [...locals.states.map(get), ...more].map((value) => apply(multiply, value, zero));
  const sum = nothing.reduce((left, right) => apply(add, left, right), zero);
  return [
    set(finite, status === null ? sum : apply(select, sum, get(status), apply(equals, get(status), zero))),
    ...scatter(type, finite, args.status, 8),
  ];
}

/** A trajectory that failed on its way forward, or has no weight, adds nothing, whatever it may come to on its way back. */
function setLaneWeights({ shape, args, laneWeights }: Trajectory): readonly Code[] {
  if (laneWeights === null) return [];
  const { type } = shape;
  const zero = zeroOf(type);
  return [
    set(laneWeights.weight, gather(type, args.rowWeights, 8)),
    set(
      laneWeights.mask,
      apply(
        'v128.and',
        apply(type.operations.equals, gather(type, args.status, 8), zero),
        apply(type.operations.differs, get(laneWeights.weight), zero),
      ),
    ),
  ];
}
