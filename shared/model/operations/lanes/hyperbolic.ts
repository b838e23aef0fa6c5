import { expMinusOneLanes } from './exponential.ts';
import type { Lane, LaneAlgebra } from './lane-algebra.ts';

/** Twice an argument whose tanh is 1 in either precision. */
const saturated = 40;

/** tanh(a) = E / (E + 2) with E = exp(2 a) - 1, which keeps its digits near 0; +-1 far out. */
export function tanhLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const twice = lanes.add(a, a);
  const inside = lanes.max(lanes.min(twice, lanes.constant(saturated)), lanes.constant(-saturated));
  const excess = expMinusOneLanes(lanes, inside);
  return lanes.divide(excess, lanes.add(excess, lanes.constant(2)));
}
