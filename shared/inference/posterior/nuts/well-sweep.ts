import type { ChainPoint, Evaluated } from './transition.ts';
import type { WellMixtures } from './well-mixtures.ts';

/**
 * One step of every well for itself, given what is shared: a short path of Hamiltonian Monte Carlo (R. M. Neal, Handbook of
 * Markov Chain Monte Carlo, 2011, ch. 5) in the well's own few coordinates, accepted or refused for each well alone, since no
 * well's density holds another's coordinates. All wells go at once, so that a leapfrog of all costs one call; a well of a
 * shape that wants short steps shortens nobody else's.
 *
 * Then places anywhere in a mixture that is near to the well's earlier draws (`well-mixtures.ts`), taken by the rule of W. K. Hastings
 * (Biometrika 57, 1970): from one mode of a well to another a path never goes.
 */
export type WellSweep = Generator<Float64Array, SweepEnd, Evaluated>;

export interface SweepInput {
  readonly from: ChainPoint;
  /** Where the wells' own coordinates stand: `width` of each of `count` wells from `first` on. */
  readonly blocks: { readonly first: number; readonly count: number; readonly width: number };
  /** [coordinate]. */
  readonly momentum: Float64Array;
  /** [well], the longest step; each path has a share of it. */
  readonly steps: Float64Array;
  /** null: too few earlier draws. The same while draws are recorded. */
  readonly mixtures: WellMixtures | null;
  /** Standard normals of the proposals, `sweepNormals` of them. */
  readonly normals: Float64Array;
  /** The n-th uniform number, of `sweepNumbers`. */
  readonly uniform: (n: number) => number;
}

/** Uniform numbers that a sweep of so many wells may ask for. */
export function sweepNumbers(wells: number): number {
  return 1 + (1 + 2 * proposals) * wells;
}

/** Standard normals that a sweep asks for, of wells with so many own coordinates each. */
export function sweepNormals(wells: number, width: number): number {
  return proposals * wells * width;
}

export interface SweepEnd {
  readonly point: ChainPoint;
  /** min(1, exp(energy at the start - energy at the end)), [well]. */
  readonly acceptance: Float64Array;
}

/** Steps of a path: a well of a common shape turns once or twice. */
const leapfrogs = 4;
/** Shares of the step are at least this: paths of one length could come back to where they began for ever. */
const leastShare = 0.6;
/** Places proposed after it. */
const proposals = 4;

export function* sweepWells(input: SweepInput): WellSweep {
  const { from, blocks, uniform } = input;
  const { count, width } = blocks;
  if (count * width === 0) return { point: from, acceptance: new Float64Array(count) };
  const wells: Wells = { x: from.x.slice(), ofWells: from.ofWells.slice() };
  const acceptance = yield* glide(input, wells);
  const { mixtures } = input;
  if (mixtures !== null) for (let n = 0; n < proposals; n++) yield* propose(mixtures, wells, n);
  const found = yield wells.x;
  return { point: { ...found, x: wells.x }, acceptance };

  function* glide(
    { momentum, steps }: SweepInput,
    at: Wells,
  ): Generator<Float64Array, Float64Array, Evaluated> {
    const share = leastShare + (1 - leastShare) * uniform(0);
    const p = momentum.slice();
    const start = energies(p, at.ofWells, blocks);
    let x = at.x;
    let { gradient, ofWells } = from as Evaluated;
    for (let n = 0; n < leapfrogs; n++) {
      const next = x.slice();
      eachOwn((c, w) => {
        p[c] += 0.5 * share * steps[w] * gradient[c];
        next[c] += share * steps[w] * p[c];
      });
      ({ gradient, ofWells } = yield next);
      eachOwn((c, w) => {
        p[c] += 0.5 * share * steps[w] * gradient[c];
      });
      x = next;
    }
    const end = energies(p, ofWells, blocks);
    return take(at, { x, ofWells }, (w) => start[w] - end[w], 1);
  }

  function* propose(
    { draw, logDensity }: WellMixtures,
    at: Wells,
    n: number,
  ): Generator<Float64Array, void, Evaluated> {
    const numbers = 1 + (1 + 2 * n) * count;
    const x = at.x.slice();
    const proposed = new Float64Array(count);
    for (let w = 0; w < count; w++) {
      const place = blocks.first + w * width;
      draw(w, uniform(numbers + w), input.normals, (n * count + w) * width, x, place);
      proposed[w] = logDensity(w, at.x, place) - logDensity(w, x, place);
    }
    const { ofWells } = yield x;
    take(at, { x, ofWells }, (w) => ofWells[w] - at.ofWells[w] + proposed[w], numbers + count);
  }

  function eachOwn(visit: (coordinate: number, well: number) => void): void {
    for (let w = 0; w < count; w++) {
      for (let c = blocks.first + w * width; c < blocks.first + (w + 1) * width; c++) visit(c, w);
    }
  }

  /** Moves each well that is accepted; how likely each was. */
  function take(at: Wells, to: Wells, gain: (well: number) => number, numbers: number): Float64Array {
    return Float64Array.from({ length: count }, (_, w) => {
      // a path that met a point without a solution has no end: it is refused
      const accepted = Number.isNaN(gain(w)) ? 0 : Math.min(1, Math.exp(gain(w)));
      if (!(uniform(numbers + w) < accepted)) return accepted;
      const place = blocks.first + w * width;
      at.x.set(to.x.subarray(place, place + width), place);
      at.ofWells[w] = to.ofWells[w];
      return accepted;
    });
  }
}

/** Where all wells are, and what their own coordinates decide of the density, [well]. */
interface Wells {
  readonly x: Float64Array;
  readonly ofWells: Float64Array;
}

/** Kinetic less log density, [well]. */
function energies(
  p: Float64Array,
  ofWells: Float64Array,
  { first, count, width }: SweepInput['blocks'],
): Float64Array {
  return Float64Array.from({ length: count }, (_, w) => {
    let kinetic = 0;
    for (let c = first + w * width; c < first + (w + 1) * width; c++) kinetic += p[c] * p[c];
    return 0.5 * kinetic - ofWells[w];
  });
}

/** Mean acceptance aimed at. */
const target = 0.8;
const longest = 2.5;

export function startWellSteps(wells: number): Float64Array {
  return new Float64Array(wells).fill(0.8);
}

/** Steps towards the acceptance aimed at, by ever smaller changes (H. Robbins, S. Monro, 1951); in place. */
export function adaptWellSteps(steps: Float64Array, acceptance: Float64Array, iteration: number): void {
  const rate = (iteration + 1) ** -0.6;
  for (let w = 0; w < steps.length; w++)
    steps[w] = Math.min(longest, steps[w] * Math.exp(rate * (acceptance[w] - target)));
}
