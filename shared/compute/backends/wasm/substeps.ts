import { apply, type Code, get, i32, increase, load, repeat, set } from '../../wasm/code.ts';
import type { Trajectory } from './trajectory.ts';

/**
 * Runs a step for each sub-step between two grid points, with time t_n + k h in `locals.time`: the same bits forward and
 * backward.
 */
export function overSubsteps(
  { shape, args, locals }: Trajectory,
  direction: 'forward' | 'backward',
  step: readonly Code[],
): readonly Code[] {
  const { type, substeps, record, constants } = shape;
  const { add, subtract, multiply } = type.operations;
  const forward = direction === 'forward';
  const number = (value: number): Code => {
    const { offset } = constants.placeOf(value);
    return load('v128.load', get(args.constants), offset);
  };
  const one = number(1);
  const first = forward ? 0 : substeps - 1;
  return [
    set(locals.substep, i32(first)),
    set(locals.substepLanes, number(first)),
    repeat(
      [
        set(
          locals.time,
          apply(
            add,
            load(type.loadSplat, get(locals.row), record.time),
            apply(multiply, get(locals.substepLanes), load(type.loadSplat, get(locals.row), record.step)),
          ),
        ),
        ...step,
        set(locals.substepLanes, apply(forward ? add : subtract, get(locals.substepLanes), one)),
        increase(locals.substep, i32(forward ? 1 : -1)),
      ],
      forward
        ? apply('i32.lt_s', get(locals.substep), i32(substeps))
        : apply('i32.ge_s', get(locals.substep), i32(0)),
    ),
  ];
}
