import type { TermNumber } from '../../plan/parameter-layout.ts';
import { naturalSlope, toNatural } from '../../prior/transform.ts';
import { type Coordinate, type JointLayout, type SharedCoordinate, sharedParent } from './joint-layout.ts';

/** A point of a joint posterior: its coordinates begin at `base` of `etas`. */
export interface JointPoint {
  readonly layout: JointLayout;
  readonly etas: Float32Array | Float64Array;
  readonly base: number;
}

/** What stands for a number of a prior: its value, and d of it / d eta of a coordinate; place -1: it is a number. */
export interface PriorNumber {
  readonly place: number;
  readonly value: number;
  readonly slope: number;
}

/**
 * Mean and sd of a coordinate's normal prior, given what it goes by at a point:
 *
 *     mean = base + sum coefficient x log(covariate).
 *
 * What is a parameter is that parameter's value before any limit of the simulator.
 */
export interface NormalPrior {
  readonly mean: number;
  readonly sd: PriorNumber;
  /** d mean / d eta of each coordinate that it goes by. */
  readonly pulls: readonly Pick<PriorNumber, 'place' | 'slope'>[];
}

/** A coordinate's prior is as stated, and goes by no other coordinate. */
export function isStated({ meanColumn, sdColumn, terms }: Coordinate): boolean {
  return meanColumn < 0 && sdColumn < 0 && terms.length === 0;
}

/** Of coordinate k of a well's own. @param w index into the layout's wells. */
export function ownNormal(point: JointPoint, w: number, coordinate: Coordinate): NormalPrior {
  const { columns, places, fixed } = point.layout;
  const find = (column: number): PriorNumber => {
    const at = w * columns.length + column;
    return numberAt(point, places[at], fixed[at]);
  };
  return normalBy(point, coordinate, find, find);
}

export function sharedNormal(point: JointPoint, coordinate: SharedCoordinate): NormalPrior {
  const { layout } = point;
  const ofGroup = (column: number): PriorNumber =>
    numberAt(point, sharedParent(layout, coordinate, column), Number.NaN);
  const ofWell = (column: number): PriorNumber => {
    const at = coordinate.well * layout.columns.length + column;
    return numberAt(point, layout.places[at], layout.fixed[at]);
  };
  return normalBy(point, coordinate, ofGroup, ofWell);
}

type FindNumber = (column: number) => PriorNumber;

function normalBy(
  point: JointPoint,
  { prior, meanColumn, sdColumn, terms }: Coordinate,
  find: FindNumber,
  findTerm: FindNumber,
): NormalPrior {
  const sd = sdColumn < 0 ? { place: -1, value: prior.sd, slope: 0 } : find(sdColumn);
  if (terms.length === 0) {
    if (meanColumn < 0) return { mean: prior.mean, sd, pulls: [] };
    const base = find(meanColumn);
    return { mean: base.value, sd, pulls: [base] };
  }
  const base = meanColumn < 0 ? { place: -1, value: prior.mean, slope: 0 } : find(meanColumn);
  const pulls: Pick<PriorNumber, 'place' | 'slope'>[] = [base];
  let mean = base.value;
  const known = (number: TermNumber): PriorNumber =>
    'column' in number ? findTerm(number.column) : { place: -1, value: number.value, slope: 0 };
  for (const { coefficient, covariate } of terms) {
    const times = known(coefficient);
    const log = logOf(point, known(covariate));
    mean += times.value * log.value;
    pulls.push({ place: times.place, slope: times.slope * log.value });
    pulls.push({ place: log.place, slope: times.value * log.slope });
  }
  return { mean, sd, pulls };
}

/** The value that a coordinate stands for, or where there is none a number. */
function numberAt({ layout, etas, base }: JointPoint, place: number, value: number): PriorNumber {
  if (place < 0) return { place, value, slope: 0 };
  const { transform } = layout.columns[columnAt(layout, place)].prior;
  const eta = etas[base + place];
  const natural = toNatural(transform, eta);
  return { place, value: natural, slope: naturalSlope(transform, eta, natural) };
}

/** Its logarithm. A device without the part has none: 0, as the baseline's is. */
function logOf({ layout, etas, base }: JointPoint, { place, value, slope }: PriorNumber): PriorNumber {
  if (place < 0) return { place, value: value > 0 ? Math.log(value) : 0, slope: 0 };
  const { transform } = layout.columns[columnAt(layout, place)].prior;
  if (transform.kind === 'log') return { place, value: etas[base + place], slope: 1 };
  return { place, value: Math.log(value), slope: slope / value };
}

function columnAt({ shared, own }: JointLayout, place: number): number {
  return place < shared.length ? shared[place].column : own[(place - shared.length) % own.length].column;
}
