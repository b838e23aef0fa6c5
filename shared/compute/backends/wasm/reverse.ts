import { apply, type Code, get, i32, increase, local, repeat, set, store, when } from '../../../wasm/code.ts';
import type { LanePlace } from './lane-graph.ts';
import { zeroOf } from './lane-type.ts';
import { inLocal, type Surroundings } from './places.ts';
import type { Stepping } from './stepping.ts';
import { accumulate, assign, atRow, blockSection, move, type Trajectory } from './trajectory.ts';
import { gather } from './transpose.ts';

/**
 * Backwards over grid points and steps, from where the forward sweep ended: rows of record, grid and tape are those of the
 * last point. Leaves lambda at the first grid point and all accumulators.
 */
export function reverseGrid(trajectory: Trajectory, stepping: Stepping): readonly Code[] {
  const { shape, args, locals } = trajectory;
  const { type, scratch, record } = shape;
  const zero = zeroOf(type);
  const sums = [...locals.adjoints, ...locals.accumulators, ...locals.carriedAdjoints];
  return [
    ...sums.map((of) => set(of, zero)),
    ...reverseObserve(trajectory, (state) => inLocal(locals.states[state])),
    set(locals.point, apply('i32.sub', get(args.length), i32(1))),
    when(apply('i32.gt_s', get(args.length), i32(1)), [
      repeat(
        [
          ...move(locals.row, -record.row),
          ...move(locals.grid, -scratch.gridRow),
          ...stepping.backward(),
          ...reverseObserve(trajectory, stepping.stateAtPoint),
          increase(locals.point, i32(-1)),
        ],
        apply('i32.gt_s', get(locals.point), i32(0)),
      ),
    ]),
  ];
}

/** lambda += d logLik / d states at the row, accumulators, adjoints of carried residuals. */
function reverseObserve(trajectory: Trajectory, state: Surroundings['state']): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan } = shape;
  const inGrid = (offset: number): LanePlace => ({ kind: 'vector', base: locals.grid, offset });
  const around = atRow(trajectory, {
    carried: (carried) => inGrid(carried * 16),
    state: shape.scratch.keepsGridStates ? (index) => inGrid((plan.carried.length + index) * 16) : state,
  });
  const section = blockSection(trajectory, plan.reverseObserve, around, true);
  accumulate(section, shape, plan.observedFlows, locals.accumulators);
  accumulate(section, shape, plan.observedAdjoints, locals.adjoints);
  const moves = assign(section, plan.carriedAdjoints, locals.carriedAdjoints);
  return [...section.code(), ...moves];
}

/** lambda and accumulators to the parameters' gradient, in the scratch; 0 where the trajectory's status is not 0 (`statusCode.ok`). */
export function reverseOnce(trajectory: Trajectory): readonly Code[] {
  const { shape, args } = trajectory;
  const { plan, scratch, type } = shape;
  const good = local('good', 'v128');
  const component = local('component', 'v128');
  const section = blockSection(trajectory, plan.reverseOnce, atRow(trajectory), true);
  section.run([set(good, apply(type.operations.equals, gather(type, args.status, 8), zeroOf(type)))]);
  plan.gradient.forEach((term, parameter) => {
    section.put(section.term(term), (value) => set(component, apply('v128.and', value, get(good))));
    section.run([store('v128.store', get(args.scratch), scratch.gradient(parameter), get(component))]);
  });
  return section.code();
}
