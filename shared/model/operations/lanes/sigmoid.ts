import { expLanes } from './exponential.ts';
import type { Lane, LaneAlgebra } from './lane-algebra.ts';

/** 1 / (1 + exp(-a)); overflow of exp gives 0, as it should. */
export function sigmoidLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const one = lanes.constant(1);
  return lanes.divide(one, lanes.add(one, expLanes(lanes, lanes.negate(a))));
}
