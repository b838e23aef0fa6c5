import { priorQuantile } from '../../prior/prior-draw.ts';
import { toNatural } from '../../prior/transform.ts';
import { type Coordinate, type JointLayout, sharedParent } from './joint-layout.ts';

/**
 * Fills coordinates of a point with draws from their priors, given those that others go by: what is shared in its order, then
 * each well's own, so that a mean or sd which is a parameter is known before what it is the mean or sd of.
 *
 * @param eta the point [coordinate]; what `isGiven` says is given stays as it is.
 * @param normals standard normal, [coordinate].
 */
export function drawPriors(
  layout: JointLayout,
  eta: Float64Array,
  normals: Float64Array,
  isGiven: (coordinate: number) => boolean,
): void {
  const { shared, own, wells, columns, places, fixed } = layout;
  const natural = (place: number): number => {
    const { column } = place < shared.length ? shared[place] : own[(place - shared.length) % own.length];
    return toNatural(columns[column].prior.transform, eta[place]);
  };
  const draw = (place: number, { prior, meanColumn, sdColumn }: Coordinate, of: Parents): void => {
    if (isGiven(place)) return;
    if (meanColumn < 0 && sdColumn < 0) eta[place] = priorQuantile(prior, normals[place]);
    else {
      const mean = meanColumn < 0 ? prior.mean : of(meanColumn);
      eta[place] = mean + (sdColumn < 0 ? prior.sd : of(sdColumn)) * normals[place];
    }
  };
  shared.forEach((one, c) => {
    draw(c, one, (column) => natural(sharedParent(layout, one, column)));
  });
  for (let w = 0; w < wells.length; w++) {
    const at = w * columns.length;
    const ofWell = (column: number): number =>
      places[at + column] < 0 ? fixed[at + column] : natural(places[at + column]);
    own.forEach((one, k) => {
      draw(shared.length + w * own.length + k, one, ofWell);
    });
  }
}

/** The natural value of the parameter in a column. */
type Parents = (column: number) => number;
