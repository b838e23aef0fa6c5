import {
  apply,
  applyLane,
  type Code,
  count,
  get,
  i32,
  increase,
  load,
  local,
  set,
  store,
} from '../../../wasm/code.ts';
import type { FunctionArguments, KernelShape } from './kernel-shape.ts';
import { zeroOf } from './lane-type.ts';

/** The gradient of layers' weights is summed by lane over all rows of a call, and over lanes at its end. */
export function clearWeightSums(
  { plan, scratch, type }: KernelShape,
  args: FunctionArguments,
): readonly Code[] {
  const index = local('weight', 'i32');
  const at = local('sum', 'i32');
  return [
    set(at, apply('i32.add', get(args.scratch), i32(scratch.weightSums))),
    ...count(index, i32(0), i32(plan.weights), [
      store('v128.store', get(at), 0, zeroOf(type)),
      increase(at, i32(16)),
    ]),
  ];
}

export function writeWeightSums(
  { plan, scratch, type }: KernelShape,
  args: FunctionArguments,
): readonly Code[] {
  const index = local('weight', 'i32');
  const at = local('sum', 'i32');
  const to = local('to', 'i32');
  const sum = local('lanes', 'v128');
  const number = (lane: number): Code => {
    const value = applyLane(type.extract, lane, get(sum));
    return type.bytes === 4 ? apply('f64.promote_f32', value) : value;
  };
  const lanes = Array.from({ length: type.count }, (_, lane) => number(lane));
  return [
    set(at, apply('i32.add', get(args.scratch), i32(scratch.weightSums))),
    set(to, get(args.weightGradient)),
    ...count(index, i32(0), i32(plan.weights), [
      set(sum, load('v128.load', get(at))),
      store(
        'f64.store',
        get(to),
        0,
        lanes.reduce((left, right) => apply('f64.add', left, right)),
      ),
      increase(at, i32(16)),
      increase(to, i32(8)),
    ]),
  ];
}
