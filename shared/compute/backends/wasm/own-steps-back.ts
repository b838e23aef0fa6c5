import { apply, type Code, get, load, local, repeat, set, when } from '../../../wasm/code.ts';
import { keptOnTape, onTape } from './given-steps.ts';
import { ownTape } from './own-tape.ts';
import { accumulate, assign, atRow, blockSection, move, type Trajectory } from './trajectory.ts';

/** Back over the steps between the row's point and the next. */
export function backToPoint(trajectory: Trajectory): readonly Code[] {
  const { shape, locals, laneWeights } = trajectory;
  const { plan, scratch, type } = shape;
  const offsets = ownTape(trajectory);
  const start = local('start', 'i32');
  const accepted = local('accepted', 'v128');
  const counted = local('counted', 'v128');
  const section = blockSection(
    trajectory,
    plan.reverseStep,
    atRow(trajectory, {
      state: onTape(trajectory),
      kept: keptOnTape(trajectory),
      time: { kind: 'vector', base: locals.tape, offset: offsets.time },
      step: { kind: 'vector', base: locals.tape, offset: offsets.step },
    }),
    true,
  );
  accumulate(section, shape, plan.stepFlows, locals.accumulators, accepted);
  const fresh = locals.adjoints.map(({ name }) => local(`${name}_before`, 'v128'));
  const moves = assign(section, plan.stepAdjoints, fresh);
  const { select } = type.operations;
  const further = apply('i32.gt_s', get(locals.tape), get(start));
  return [
    set(start, load('i32.load', get(locals.grid), scratch.gridRow - 16)),
    ...(laneWeights === null ? [] : [set(counted, get(laneWeights.mask))]),
    when(further, [
      repeat(
        [
          ...move(locals.tape, -scratch.tapeRow),
          set(accepted, load('v128.load', get(locals.tape), offsets.mask)),
          ...(laneWeights === null
            ? []
            : [set(laneWeights.mask, apply('v128.and', get(counted), get(accepted)))]),
          ...section.code(),
          ...moves,
          ...locals.adjoints.map((of, index) =>
            set(of, apply(select, get(fresh[index]), get(of), get(accepted))),
          ),
        ],
        further,
      ),
    ]),
    ...(laneWeights === null ? [] : [set(laneWeights.mask, get(counted))]),
  ];
}
