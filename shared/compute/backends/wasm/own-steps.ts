import { expLanes } from '../../../model/operations/lanes/exponential.ts';
import type { Lane, LaneAlgebra } from '../../../model/operations/lanes/lane-algebra.ts';
import { logLanes } from '../../../model/operations/lanes/logarithm.ts';
import {
  apply,
  type Code,
  get,
  i32,
  increase,
  type Local,
  load,
  local,
  repeat,
  set,
  store,
  when,
} from '../../../wasm/code.ts';
import { statusCode } from '../../kernel.ts';
import { reach, shortestStep, stepExponents, stepLimits } from '../step-size.ts';
import type { StepControl } from '../stepper.ts';
import { onTape } from './given-steps.ts';
import { zeroOf } from './lane-type.ts';
import { backToPoint } from './own-steps-back.ts';
import { ownTape, ownTapeOffsets } from './own-tape.ts';
import { inLocal } from './places.ts';
import type { Stepping } from './stepping.ts';
import { assignLanes, atRow, blockSection, sectionOf, type Trajectory } from './trajectory.ts';

/** In place of a lane's status: the call must be made again with more room for steps. */
export const noRoom = -1;

/**
 * Steps of each lane's own choice, by the rules of `step-size.ts`: all lanes try a step at the same time, each of its own
 * length, and those that have arrived or whose step is rejected are left as they were. The tape keeps for each step its
 * time, length and which lanes accepted it; backwards the others are left alone.
 */
export function ownSteps(trajectory: Trajectory, control: StepControl): Stepping {
  const locals = ownLocals(trajectory.shape.plan.stops.length > 0);
  return {
    begin: beginTrajectory(trajectory, locals),
    forward: (record, before) => [...before, ...toNextPoint(trajectory, locals, control, record)],
    backward: () => backToPoint(trajectory),
    stateAtPoint: onTape(trajectory),
    status: locals.status,
  };
}

interface OwnLocals {
  readonly time: Local;
  readonly end: Local;
  /** Where the step under way ends at the latest: the next switch, or `end`. */
  readonly stop: Local;
  /** Length to try next, and that of the step under way: 0 in lanes that rest. */
  readonly size: Local;
  readonly step: Local;
  /** Log of the last accepted error. */
  readonly logLast: Local;
  /** Steps tried. */
  readonly tried: Local;
  readonly status: Local;
  /** Masks. */
  readonly active: Local;
  readonly last: Local;
  readonly accepted: Local;
  readonly rejected: Local;
  /** Address behind which no step fits. */
  readonly limit: Local;
}

function ownLocals(hasStops: boolean): OwnLocals {
  const vector = (name: string): Local => local(name, 'v128');
  const end = vector('end');
  return {
    time: vector('time'),
    end,
    stop: hasStops ? vector('stop') : end,
    size: vector('size'),
    step: vector('step'),
    logLast: vector('logLast'),
    tried: vector('tried'),
    status: vector('status'),
    active: vector('active'),
    last: vector('last'),
    accepted: vector('accepted'),
    rejected: vector('rejected'),
    limit: local('limit', 'i32'),
  };
}

function beginTrajectory({ shape, args, locals: { tape } }: Trajectory, own: OwnLocals): readonly Code[] {
  const { type, scratch } = shape;
  const zero = zeroOf(type);
  const { size, logLast, tried, status, rejected, limit } = own;
  return [
    ...[size, logLast, tried, status, rejected].map((of) => set(of, zero)),
    set(limit, apply('i32.sub', apply('i32.add', get(tape), get(args.tapeBytes)), i32(scratch.tapeRow))),
  ];
}

function toNextPoint(
  trajectory: Trajectory,
  own: OwnLocals,
  control: StepControl,
  record: boolean,
): readonly Code[] {
  const { shape, locals } = trajectory;
  const { type, scratch, record: row } = shape;
  const arrive = sectionOf(trajectory, atRow(trajectory));
  const { lanes } = arrive;
  const of = (place: Local): Lane => lanes.place(inLocal(place));
  const [time, end, size] = [of(own.time), of(own.end), of(own.size)];
  const first = lanes.multiply(lanes.constant(0.1), lanes.subtract(end, time));
  const resting = lanes.differs(of(own.status), lanes.constant(statusCode.ok));
  arrive.put(lanes.select(lanes.differs(size, lanes.constant(0)), size, first), (value) =>
    set(own.size, value),
  );
  arrive.put(lanes.select(resting, lanes.bits(0n), lanes.less(time, end)), (value) => set(own.active, value));
  const anyActive = apply('v128.any_true', get(own.active));
  return [
    set(own.time, load(type.loadSplat, get(locals.row), row.time)),
    set(own.end, load(type.loadSplat, get(locals.row), row.row + row.time)),
    ...(record ? [store('i32.store', get(locals.grid), scratch.gridRow - 16, get(locals.tape))] : []),
    ...arrive.code(),
    when(anyActive, [
      repeat(
        [
          ...chooseLength(trajectory, own, control),
          ...tryStep(trajectory, own, control, record),
          ...(record ? keepStep(trajectory, own) : []),
        ],
        anyActive,
      ),
    ]),
  ];
}

/** Lengths to try; lanes that took too many steps, or would take too short ones, rest from here on. */
function chooseLength(trajectory: Trajectory, own: OwnLocals, { maxSteps }: StepControl): readonly Code[] {
  const section = sectionOf(trajectory, atRow(trajectory));
  const { lanes } = section;
  const of = (place: Local): Lane => lanes.place(inLocal(place));
  const { constant } = shorthand(lanes);
  const { stops } = trajectory.shape.plan;
  const [time, end, size, active, status] = [own.time, own.end, own.size, own.active, own.status].map(of);
  const none = lanes.bits(0n);
  const tried = lanes.add(of(own.tried), lanes.and(constant(1), active));
  const tooMany = lanes.and(active, lanes.less(constant(maxSteps), tried));
  const going = lanes.select(tooMany, none, active);
  const ahead = lanes.add(time, lanes.multiply(size, constant(reach)));
  const stop = stops.reduce((before, term) => {
    const at = section.term(term);
    const isNext = lanes.and(lanes.less(time, at), lanes.less(at, before));
    return lanes.select(isNext, at, before);
  }, end);
  const last = lanes.select(lanes.less(ahead, stop), none, lanes.bits(-1n));
  const length = lanes.select(last, lanes.subtract(stop, time), size);
  const shortest = lanes.multiply(
    constant(shortestStep),
    lanes.max(lanes.absolute(time), lanes.absolute(end)),
  );
  const tooShort = lanes.select(last, none, lanes.select(lanes.less(shortest, length), none, going));
  const stepping = lanes.select(tooShort, none, going);
  const stopped = lanes.select(tooMany, constant(statusCode.maxSteps), status);
  const moves = assignLanes(section, [
    [tried, own.tried],
    [last, own.last],
    ...(stops.length === 0 ? [] : [[stop, own.stop] as const]),
    [lanes.and(length, stepping), own.step],
    [stepping, own.active],
    [lanes.select(tooShort, constant(statusCode.stepTooSmall), stopped), own.status],
  ]);
  return [...section.code(), ...moves];
}

/** One try of every active lane: where its error allows, states and time move on; the length for the next one. */
function tryStep(
  trajectory: Trajectory,
  own: OwnLocals,
  control: StepControl,
  record: boolean,
): readonly Code[] {
  const { shape, locals } = trajectory;
  const { plan } = shape;
  const around = atRow(trajectory, { time: inLocal(own.time), step: inLocal(own.step) });
  const section = blockSection(trajectory, plan.step, around);
  const { lanes } = section;
  const of = (place: Local): Lane => lanes.place(inLocal(place));
  if (record) {
    section.run(
      locals.states.map((state, index) => store('v128.store', get(locals.tape), index * 16, get(state))),
    );
    section.run([store('v128.store', get(locals.tape), ownTape(trajectory).time, get(own.time))]);
    plan.tape.forEach((term, index) => {
      const offset = (plan.states + index) * 16;
      section.put(section.term(term), (value) => store('v128.store', get(locals.tape), offset, value));
    });
  }
  const next = plan.next.map((term) => section.term(term));
  const before = locals.states.map(of);
  const norm = errorNorm(
    lanes,
    plan.error.map((term) => section.term(term)),
    before,
    next,
    control,
  );
  const [time, step, last, active] = [own.time, own.step, own.last, own.active].map(of);
  const one = lanes.constant(1);
  const good = lanes.select(lanes.differs(norm, one), lanes.less(norm, one), lanes.bits(-1n));
  const accepted = lanes.and(active, good);
  const { size, logError } = nextLength(lanes, plan.method.order, norm, accepted, {
    size: of(own.size),
    step,
    last,
    rejected: of(own.rejected),
    logLast: of(own.logLast),
  });
  const arrived = lanes.select(last, of(own.stop), lanes.add(time, step));
  const moved = lanes.select(accepted, arrived, time);
  const moves = assignLanes(section, [
    ...next.map((value, index): [Lane, Local] => [
      lanes.select(accepted, value, before[index]),
      locals.states[index],
    ]),
    [accepted, own.accepted],
    [lanes.select(active, size, of(own.size)), own.size],
    [
      lanes.select(active, lanes.select(accepted, lanes.bits(0n), lanes.bits(-1n)), of(own.rejected)),
      own.rejected,
    ],
    [lanes.select(accepted, logError, of(own.logLast)), own.logLast],
    [moved, own.time],
    [lanes.and(lanes.less(moved, of(own.end)), active), own.active],
  ]);
  return [...section.code(), ...moves];
}

/** rms_j(error_j / (atol + rtol max(|y_j|, |next_j|))) */
function errorNorm(
  lanes: LaneAlgebra,
  errors: readonly Lane[],
  before: readonly Lane[],
  after: readonly Lane[],
  { rtol, atol }: StepControl,
): Lane {
  const squares = errors.map((error, state) => {
    const size = lanes.max(lanes.absolute(before[state]), lanes.absolute(after[state]));
    const scale = lanes.add(lanes.constant(atol), lanes.multiply(lanes.constant(rtol), size));
    const ratio = lanes.divide(error, scale);
    return lanes.multiply(ratio, ratio);
  });
  const sum = squares.reduce((left, right) => lanes.add(left, right));
  return lanes.squareRoot(lanes.divide(sum, lanes.constant(errors.length)));
}

interface LastLength {
  readonly size: Lane;
  readonly step: Lane;
  readonly last: Lane;
  readonly rejected: Lane;
  readonly logLast: Lane;
}

/** h safety err^-alpha err_last^beta within limits, in logarithms: one log and one exp. */
function nextLength(
  lanes: LaneAlgebra,
  order: number,
  norm: Lane,
  accepted: Lane,
  { size, step, last, rejected, logLast }: LastLength,
): { readonly size: Lane; readonly logError: Lane } {
  const { constant, times } = shorthand(lanes);
  const { alpha, beta } = stepExponents(order);
  const { safety, least, most, leastError, leastKept } = stepLimits;
  const logError = logLanes(lanes, lanes.max(norm, constant(leastError)));
  const accept = lanes.subtract(times(beta, logLast), times(alpha, logError));
  const exponent = lanes.select(accepted, accept, times(-1 / order, logError));
  const factor = times(safety, expLanes(lanes, exponent));
  const highest = lanes.select(lanes.and(rejected, accepted), constant(1), constant(most));
  const bounded = lanes.min(lanes.max(factor, constant(least)), highest);
  const finite = lanes.less(norm, constant(Number.POSITIVE_INFINITY));
  const longer = lanes.multiply(step, lanes.select(finite, bounded, constant(least)));
  // a step cut short by the grid or a switch says nothing against the longer one before it
  const kept = lanes.select(lanes.and(accepted, last), lanes.max(longer, size), longer);
  return { size: kept, logError: lanes.max(logError, constant(Math.log(leastKept))) };
}

/** What was tried stays on the tape if a lane accepted it; without room for the next, all lanes stop. */
function keepStep({ shape, locals }: Trajectory, own: OwnLocals): readonly Code[] {
  const { type, scratch, constants } = shape;
  const { step, mask } = ownTapeOffsets(shape.scratch.tapeRow);
  const none = zeroOf(type);
  const { base, offset } = constants.placeOf(noRoom);
  return [
    store('v128.store', get(locals.tape), step, apply('v128.and', get(own.step), get(own.accepted))),
    store('v128.store', get(locals.tape), mask, get(own.accepted)),
    when(apply('v128.any_true', get(own.accepted)), [increase(locals.tape, i32(scratch.tapeRow))]),
    when(apply('i32.gt_s', get(locals.tape), get(own.limit)), [
      set(own.active, none),
      set(own.status, load('v128.load', get(base), offset)),
    ]),
  ];
}

function shorthand(lanes: LaneAlgebra): {
  readonly constant: (value: number) => Lane;
  readonly times: (factor: number, lane: Lane) => Lane;
} {
  const constant = (value: number): Lane => lanes.constant(value);
  return { constant, times: (factor, lane) => lanes.multiply(constant(factor), lane) };
}
