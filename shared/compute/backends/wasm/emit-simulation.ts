import type { Term } from '../../../model/operations/operation.ts';
import {
  apply,
  type Code,
  type FunctionCode,
  get,
  i32,
  increase,
  type Local,
  local,
  repeat,
  set,
  store,
  when,
} from '../../../wasm/code.ts';
import { writeStatus } from './emit-likelihood.ts';
import { functionArguments, type KernelShape, trajectoryLocals } from './kernel-shape.ts';
import { makeLayerLoops } from './layer-loops.ts';
import { steppingOf } from './stepping-of.ts';
import { addAmounts, atRow, begin, blockSection, move, type Trajectory } from './trajectory.ts';
import { gatherAll } from './transpose.ts';

/** States, predictions and residual sds at every grid point of all draws of a series, [group, point, quantity] as vectors. */
export function emitSimulation(shape: KernelShape): FunctionCode {
  const { plan, type, scratch } = shape;
  const args = functionArguments();
  const locals = trajectoryLocals(plan);
  const trajectory: Trajectory = {
    shape,
    args,
    locals,
    loops: makeLayerLoops(shape, args),
    laneWeights: null,
  };
  const stepping = steppingOf(trajectory);
  const group = local('group', 'i32');
  const rows = { base: args.parameters, stride: plan.parameters * 8 };
  const last = apply('i32.sub', get(args.length), i32(1));
  const body = [
    ...gatherAll(type, rows, plan.parameters, args.scratch, scratch.parameter(0)),
    ...begin(trajectory),
    ...stepping.begin,
    set(locals.point, i32(0)),
    when(apply('i32.gt_s', get(args.length), i32(1)), [
      repeat(
        [
          ...stepping.forward(false, [...show(trajectory), ...addAmounts(trajectory)]),
          ...move(locals.row, shape.record.row),
          increase(locals.point, i32(1)),
        ],
        apply('i32.lt_s', get(locals.point), last),
      ),
    ]),
    ...show(trajectory),
    ...writeStatus(trajectory, stepping, []),
    increase(args.parameters, i32(type.count * plan.parameters * 8)),
    increase(args.status, i32(type.count * 8)),
    increase(group, i32(1)),
  ];
  return {
    name: 'simulation',
    parameters: Object.values(args),
    body: [set(group, i32(0)), repeat(body, apply('i32.lt_s', get(group), get(args.groups)))],
  };
}

/** Writes the point at the row and moves the results' addresses on. */
function show(trajectory: Trajectory): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { plan } = shape;
  const section = blockSection(trajectory, plan.observe, atRow(trajectory));
  section.run(
    locals.states.map((state, index) => store('v128.store', get(args.states), index * 16, get(state))),
  );
  const write = (terms: readonly Term[], to: Local): void => {
    terms.forEach((term, index) => {
      section.put(section.term(term), (value) => store('v128.store', get(to), index * 16, value));
    });
  };
  write(plan.predictions, args.observables);
  write(plan.deviations, args.residualSd);
  return [
    ...section.code(),
    ...move(args.states, plan.states * 16),
    ...move(args.observables, plan.signals * 16),
    ...move(args.residualSd, plan.signals * 16),
  ];
}
