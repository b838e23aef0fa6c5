import { expLanes } from './exponential.ts';
import { horner } from './horner.ts';
import type { Lane, LaneAlgebra, LanePrecision } from './lane-algebra.ts';

/**
 * (log(1 + t) - t) / t^2 for 0 <= t <= 1: polynomials with the least largest error relative to log(1 + t) (E. Y. Remez
 * 1934), which is 3.3e-8 and 9.5e-18.
 */
const curvature: Readonly<Record<LanePrecision, readonly number[]>> = {
  float32: [
    0.005364787936, -0.03006566401, 0.07920436029, -0.1375379092, 0.1915365162, -0.2485716354, 0.3332132274,
    -0.4999964798,
  ],
  float64: [
    0.0000253297757454990297, -0.000291759591282901797, 0.00159573366996946112, -0.00554308816675989221,
    0.0138385497085037783, -0.0267439044719683004, 0.0423000444719005784, -0.0575019436550084792,
    0.0703553655248642543, -0.0808120832331660407, 0.090131523434484095, -0.0998101453000827718,
    0.111075059103849766, -0.124994795993252268, 0.142856588957255744, -0.166666624983865382,
    0.199999997913165859, -0.249999999936763478, 0.333333333332350391, -0.499999999999994597,
  ],
};

/** log(1 + exp(a)) = max(a, 0) + log(1 + t) with t = exp(-|a|), which keeps its digits for a far below 0. */
export function softplusLanes(lanes: LaneAlgebra, a: Lane): Lane {
  const t = expLanes(lanes, lanes.negate(lanes.absolute(a)));
  const bend = lanes.multiply(lanes.multiply(t, t), horner(lanes, t, curvature[lanes.precision]));
  return lanes.add(lanes.max(a, lanes.constant(0)), lanes.add(t, bend));
}
