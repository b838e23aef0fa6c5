import { integerBelow } from '../../base/random.ts';
import { keyOf } from '../../inference/posterior/held-out/shared-draws.ts';
import type { JointLayout } from '../../inference/posterior/joint/joint-layout.ts';

/**
 * Joint draws of chains as what is known of the points of a layout of more wells: all that training wells share and have of their own,
 * one draw a set, any of them as likely. The rest follows from it: other wells' own values, levels and parts that no training well has.
 *
 * @param draws in eta, [draw][coordinate of `trained`].
 */
export function posteriorPoints(
  layout: JointLayout,
  trained: JointLayout,
  draws: readonly Float32Array[],
): (set: number, seed: number) => ReadonlyMap<number, number> {
  const shared = new Map(trained.shared.map((one, c) => [keyOf(one), c]));
  const wells = new Map([...trained.wells].map((well, w) => [well, w]));
  const width = layout.own.length;
  const from = new Map<number, number>();
  layout.shared.forEach((one, c) => {
    const place = shared.get(keyOf(one));
    if (place !== undefined) from.set(c, place);
  });
  layout.wells.forEach((well, w) => {
    const there = wells.get(well);
    if (there === undefined) return;
    for (let k = 0; k < width; k++)
      from.set(layout.shared.length + w * width + k, trained.shared.length + there * width + k);
  });
  return (set, seed) => {
    const draw =
      draws[integerBelow({ seed, purpose: 'simulatedDraw', step: set, individual: 0 }, 0, draws.length)];
    return new Map([...from].map(([to, place]) => [to, draw?.[place] ?? Number.NaN]));
  };
}
