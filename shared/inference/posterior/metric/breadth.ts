import { naturalSlope, toNatural } from '../../prior/transform.ts';
import type { JointLayout } from '../joint/joint-layout.ts';
import { ownNormal } from '../joint/normal-prior.ts';

/**
 * Where wells tell little of a value of their own, its posterior is as wide as its learned prior, and with that prior's sd s the wells'
 * values draw together in a funnel, at whose neck no step is short enough. So where the map has a value of a well, and how wide, goes
 * with s as of a normal prior and normal readings (O. Papaspiliopoulos, G. O. Roberts, M. Skoeld, Statistical Science 22:59, 2007: partially
 * non-centred): with lambda = (variance given what is shared) / s^2 at the centre c, m the prior's mean there, and r = (s / s at the centre)^2
 *
 *     width:  F = sqrt(r / q),      place:  c + (c - m) (r / q - 1),      q = lambda + (1 - lambda) r.
 *
 * lambda is 1 where readings say nothing, which is the non-centred form, and 0 where they say all, the centred one. Values of a well
 * that go together have each its own: how they go together stays as it is at the centre, and any map leaves the density what it is.
 */
export interface Breadths {
  /** F of an own coordinate (well x own + k) at a point that begins at `from` of `etas`. */
  factor(own: number, etas: Float64Array, from: number): number;
  /** By how much its place is another than at the centre. */
  shift(own: number, etas: Float64Array, from: number): number;
  /**
   * Adds d / d eta of what is shared, to `into` [shared]: of a density with the slope `byEta` by the coordinate, which is `spread`
   * times F from its place, and of the log volume.
   */
  addSlope(own: number, at: SlopeAt, into: Float64Array): void;
}

/** What of a map (`whitening.ts`) says where and how wide wells' own values are. */
interface Centred {
  readonly centre: Float64Array;
  /** lambda, [well, own]; 0: the prior's sd is no number that is shared. */
  readonly breadth: Float64Array;
}

interface Spread extends Centred {
  readonly own: Float64Array;
  readonly coupling: Float64Array;
}

export interface SlopeAt {
  readonly etas: Float64Array;
  readonly from: number;
  readonly spread: number;
  readonly byEta: number;
}

/**
 * A place is known from so many draws only: of wells that say nothing how far it is from the prior's mean is chance, and must not grow
 * without end.
 */
const mostShifting = 0.9;

export function breadthsOf(layout: JointLayout, whitening: Centred): Breadths {
  const { breadth, centre } = whitening;
  return {
    factor(own, etas, from) {
      const lambda = breadth[own];
      if (lambda === 0) return 1;
      return Math.exp(logFactor(lambda, changeOf(layout, whitening, own, etas, from)));
    },
    shift(own, etas, from) {
      const lambda = breadth[own];
      if (lambda === 0) return 0;
      const change = changeOf(layout, whitening, own, etas, from);
      const growth = Math.exp(2 * logFactor(Math.min(lambda, mostShifting), change));
      return offsetOf(layout, centre, own) * (growth - 1);
    },
    addSlope(own, { etas, from, spread, byEta }, into) {
      const lambda = breadth[own];
      if (lambda === 0) return;
      const place = widthPlace(layout, own);
      const change = changeOf(layout, whitening, own, etas, from);
      const shifting = Math.min(lambda, mostShifting);
      const growth = Math.exp(2 * logFactor(shifting, change));
      const rate = logFactorSlope(lambda, change);
      const moved =
        2 * logFactorSlope(shifting, change) * growth * offsetOf(layout, centre, own) +
        rate * Math.exp(logFactor(lambda, change)) * spread;
      const eta = etas[from + place];
      const { transform } = layout.columns[layout.shared[place].column].prior;
      const width = toNatural(transform, eta);
      into[place] += ((moved * byEta + rate) * naturalSlope(transform, eta, width)) / width;
    },
  };
}

/** log of the volume of F at a point that begins at `from`: what its density is greater by in the map's coordinates. */
export function logVolume(layout: JointLayout, whitening: Centred, etas: Float64Array, from: number): number {
  const { breadth } = whitening;
  let sum = 0;
  for (let own = 0; own < breadth.length; own++) {
    if (breadth[own] > 0) sum += logFactor(breadth[own], changeOf(layout, whitening, own, etas, from));
  }
  return sum;
}

/** The map with the breadths that its spreads and centre say; they stand for what else the wells would follow of the same sds. */
export function breathing<Map extends Spread>(layout: JointLayout, whitening: Map): Map {
  const { own, centre } = whitening;
  const [s, o] = [layout.shared.length, layout.own.length];
  const coupling = whitening.coupling.slice();
  const breadth = Float64Array.from({ length: layout.wells.length * o }, (_, at) => {
    const place = widthPlace(layout, at);
    if (place < 0) return 0;
    coupling[at * s + place] = 0;
    let variance = 0;
    for (let j = 0; j < o; j++) variance += own[at * o + j] ** 2;
    const lambda = variance / Math.exp(2 * logWidth(layout, place, centre[place]));
    return Number.isFinite(lambda) ? Math.min(1, lambda) : 0;
  });
  return { ...whitening, coupling, breadth };
}

/** Places among what is shared that are sds of own coordinates' priors, each once. */
export function widthPlaces(layout: JointLayout): readonly number[] {
  const all = Array.from({ length: layout.wells.length * layout.own.length }, (_, at) =>
    widthPlace(layout, at),
  );
  return [...new Set(all)].filter((place) => place >= 0);
}

/** Where the sd of an own coordinate's prior stands among what is shared; -1: it is a number, or the well's own. */
function widthPlace(layout: JointLayout, at: number): number {
  const { sdColumn } = layout.own[at % layout.own.length];
  return sharedPlace(layout, at, sdColumn);
}

function sharedPlace({ own, columns, places, shared }: JointLayout, at: number, column: number): number {
  if (column < 0) return -1;
  const place = places[Math.floor(at / own.length) * columns.length + column];
  return place < shared.length ? place : -1;
}

/** c - m; 0 where the mean goes by a number that is not shared. */
function offsetOf(layout: JointLayout, centre: Float64Array, at: number): number {
  const coordinate = layout.own[at % layout.own.length];
  const here = centre[layout.shared.length + at];
  const { meanColumn, terms, prior } = coordinate;
  if (meanColumn < 0 && terms.length === 0) return here - prior.mean;
  if (meanColumn >= 0 && sharedPlace(layout, at, meanColumn) < 0) return 0;
  const w = Math.floor(at / layout.own.length);
  const { mean } = ownNormal({ layout, etas: centre, base: 0 }, w, coordinate);
  // of what a profile holds there is no number here
  return Number.isFinite(mean) ? here - mean : 0;
}

/** log s - log s at the centre. */
function changeOf(
  layout: JointLayout,
  { centre }: Centred,
  own: number,
  etas: Float64Array,
  from: number,
): number {
  const place = widthPlace(layout, own);
  return logWidth(layout, place, etas[from + place]) - logWidth(layout, place, centre[place]);
}

function logFactor(lambda: number, change: number): number {
  return change - 0.5 * Math.log(lambda + (1 - lambda) * Math.exp(2 * change));
}

/** d log F / d log s. */
function logFactorSlope(lambda: number, change: number): number {
  return lambda / (lambda + (1 - lambda) * Math.exp(2 * change));
}

function logWidth({ shared, columns }: JointLayout, place: number, eta: number): number {
  const { transform } = columns[shared[place].column].prior;
  return transform.kind === 'log' ? eta : Math.log(toNatural(transform, eta));
}
