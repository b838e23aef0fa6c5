import type { JointLayout, SharedCoordinate } from '../../inference/posterior/joint/joint-layout.ts';
import { toNatural } from '../../inference/prior/transform.ts';

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
  { shared, columns }: JointLayout,
  { prior, meanColumn, sdColumn }: SharedCoordinate,
  draw: ArrayLike<number>,
): { readonly mean: number; readonly sd: number } {
  const natural = (column: number): number => {
    const parent = shared.findIndex((one) => one.column === column);
    return parent < 0 ? Number.NaN : toNatural(columns[column].prior.transform, draw[parent]);
  };
  return {
    mean: meanColumn < 0 ? prior.mean : natural(meanColumn),
    sd: sdColumn < 0 ? prior.sd : natural(sdColumn),
  };
}

/** As a sum is written in: `log KR6` where eta is the logarithm. */
export function etaName({ prior }: SharedCoordinate, name: string): string {
  const { kind } = prior.transform;
  return kind === 'identity' ? name : `${kind} ${name}`;
}
