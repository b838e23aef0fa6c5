import type { JointLayout, SharedCoordinate } from '../../inference/posterior/joint/joint-layout.ts';
import { sharedNormal } from '../../inference/posterior/joint/normal-prior.ts';

/**
 * Draws of what wells share in coordinates in which the prior is standard: (eta - its prior's mean) / its prior's sd, each given the
 * parents of the same draw. [shared][draw].
 */
export function priorCoordinates(
  layout: JointLayout,
  draws: readonly (Float32Array | Float64Array)[],
): readonly Float64Array[] {
  return layout.shared.map((coordinate, c) =>
    Float64Array.from(draws, (draw) => {
      const { mean, sd } = priorAt(layout, coordinate, draw);
      return (draw[c] - mean) / sd;
    }),
  );
}

/** Mean and sd in eta of a shared coordinate's prior at a draw of its parents. */
export function priorAt(
  layout: JointLayout,
  coordinate: SharedCoordinate,
  draw: Float32Array | Float64Array,
): { readonly mean: number; readonly sd: number } {
  const { mean, sd } = sharedNormal({ layout, etas: draw, base: 0 }, coordinate);
  return { mean, sd: sd.value };
}

/** As a sum is written in: `log KR6` where eta is the logarithm. */
export function etaName({ prior }: SharedCoordinate, name: string): string {
  const { kind } = prior.transform;
  return kind === 'identity' ? name : `${kind} ${name}`;
}
