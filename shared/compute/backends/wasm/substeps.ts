import { apply, type Code, get, i32, increase, load, repeat, set, when } from '../../../wasm/code.ts';
import { trials } from '../../explosion.ts';
import { move, type Trajectory } from './trajectory.ts';
import { beginTrials, endTrials, isLast } from './watch.ts';

/**
 * Runs a step for each sub-step between two grid points, with time t_n + k h in `locals.time` where there are several, and
 * k in `locals.substep`. After the last of all it runs as often again as an explosion is looked for, with time held still;
 * states and tape then are again as that last step left them.
 *
 * @param tapeRow bytes of tape that a step takes.
 */
export function overSubsteps(
  trajectory: Trajectory,
  step: readonly Code[],
  tapeRow: number,
): readonly Code[] {
  const { shape, locals } = trajectory;
  const { substeps, type } = shape;
  const { add, min } = type.operations;
  const { substep, substepLanes } = locals;
  const alone = substeps === 1;
  const number = (value: number): Code => numberOf(trajectory, value);
  const once = [
    ...(alone ? [] : [setTime(trajectory)]),
    ...step,
    ...move(locals.tape, tapeRow),
    increase(substep, i32(1)),
    ...(alone
      ? []
      : [set(substepLanes, apply(min, apply(add, get(substepLanes), number(1)), number(substeps - 1)))]),
  ];
  const begin = [set(substep, i32(0)), ...(alone ? [] : [set(substepLanes, number(0))])];
  const below = (count: Code): Code => apply('i32.lt_s', get(substep), count);
  const last = isLast(trajectory);
  return [
    ...begin,
    set(locals.runs, apply('i32.add', i32(substeps), apply('i32.mul', last, i32(trials)))),
    repeat(
      [when(apply('i32.eq', get(substep), i32(substeps)), beginTrials(trajectory)), ...once],
      below(get(locals.runs)),
    ),
    when(last, [...endTrials(trajectory), ...move(locals.tape, -trials * tapeRow)]),
  ];
}

/** Runs what goes back over a step for each sub-step, the last first, with the same bits in `locals.time`. */
export function backOverSubsteps(trajectory: Trajectory, step: readonly Code[]): readonly Code[] {
  const { shape, locals } = trajectory;
  const { subtract } = shape.type.operations;
  const { substep, substepLanes } = locals;
  const last = shape.substeps - 1;
  return [
    set(substep, i32(last)),
    set(substepLanes, numberOf(trajectory, last)),
    repeat(
      [
        setTime(trajectory),
        ...step,
        set(substepLanes, apply(subtract, get(substepLanes), numberOf(trajectory, 1))),
        increase(substep, i32(-1)),
      ],
      apply('i32.ge_s', get(substep), i32(0)),
    ),
  ];
}

function setTime({ shape, locals }: Trajectory): Code {
  const { type, record } = shape;
  const { add, multiply } = type.operations;
  const inRow = (offset: number): Code => load(type.loadSplat, get(locals.row), offset);
  return set(
    locals.time,
    apply(add, inRow(record.time), apply(multiply, get(locals.substepLanes), inRow(record.step))),
  );
}

function numberOf({ shape, args }: Trajectory, value: number): Code {
  return load('v128.load', get(args.constants), shape.constants.placeOf(value).offset);
}
