/**
 * One transition of the no-U-turn sampler with multinomial sampling along the trajectory (M. D. Hoffman, A. Gelman, JMLR 15,
 * 2014; M. Betancourt, arXiv 1701.02434, appendix A.3), with the check across neighbouring subtrees (Stan, 2019). Unit
 * metric: coordinates are whitened before.
 *
 * A generator: it yields each point at which it needs density and gradient, so that chains of any lengths share the calls
 * that evaluate four points at once.
 */
export type Transition = Generator<Float64Array, TransitionEnd, Evaluated>;

/** At a point that was asked for. */
export interface Evaluated {
  /** Nats; minus infinity: there is no solution. */
  readonly logDensity: number;
  /** Not kept by who gives it. */
  readonly gradient: Float64Array;
  /** What the own coordinates of each well decide of the density, [well]; minus infinity: no solution. Not kept either. */
  readonly ofWells: Float64Array;
}

export interface ChainPoint extends Evaluated {
  readonly x: Float64Array;
}

export interface TransitionEnd {
  readonly point: ChainPoint;
  /** Mean over the trajectory of min(1, exp(energy at the start - energy)). */
  readonly acceptance: number;
  readonly leapfrogs: number;
  readonly divergent: boolean;
  /** Energy at the point chosen: potential and kinetic. */
  readonly energy: number;
  /** The tree was as deep as is allowed and had not turned. */
  readonly cut: boolean;
}

export interface TransitionInput {
  readonly from: ChainPoint;
  readonly momentum: Float64Array;
  readonly step: number;
  /** Doublings at most. */
  readonly deepest: number;
  /** The n-th uniform number of this transition. */
  readonly uniform: (n: number) => number;
}

/** An energy that is off by so much has left the trajectory (Stan's bound). */
const mostEnergyError = 1000;

interface PhasePoint extends ChainPoint {
  readonly p: Float64Array;
}

interface Tree {
  readonly first: PhasePoint;
  readonly last: PhasePoint;
  readonly chosen: PhasePoint;
  /** log of the sum of exp(-energy) over its points, less the start's. */
  readonly logWeight: number;
  /** Sum of momenta over its points. */
  readonly rho: Float64Array;
  readonly whole: boolean;
}

interface Tally {
  acceptance: number;
  leapfrogs: number;
  divergent: boolean;
  uniforms: number;
}

export function* transition(input: TransitionInput): Transition {
  const { from, momentum, step, deepest, uniform } = input;
  const start: PhasePoint = { ...from, p: momentum };
  const energy0 = energyOf(start);
  const tally: Tally = { acceptance: 0, leapfrogs: 0, divergent: false, uniforms: 0 };
  const next = (): number => uniform(tally.uniforms++);
  let tree: Tree = {
    ...{ first: start, last: start, chosen: start },
    ...{ logWeight: 0, rho: momentum.slice(), whole: true },
  };
  let depth = 0;
  for (; depth < deepest; depth++) {
    const forward = next() < 0.5;
    const edge = forward ? tree.last : tree.first;
    const grown: Tree = yield* grow(edge, depth, { step: forward ? step : -step, energy0, next, tally });
    if (!grown.whole) break;
    // the new half is favoured: it is taken with min(1, its weight over the old one's)
    const takeNew = Math.log(next()) < grown.logWeight - tree.logWeight;
    const [left, right] = forward ? [tree, grown] : [grown, tree];
    tree = {
      first: left.first,
      last: right.last,
      chosen: takeNew ? grown.chosen : tree.chosen,
      logWeight: logSum(tree.logWeight, grown.logWeight),
      rho: sum(left.rho, right.rho),
      whole: keepsGoing(left, right),
    };
    if (!tree.whole) break;
  }
  const { chosen } = tree;
  const { p: _, ...point } = chosen;
  return {
    point,
    acceptance: tally.leapfrogs === 0 ? 0 : tally.acceptance / tally.leapfrogs,
    leapfrogs: tally.leapfrogs,
    divergent: tally.divergent,
    energy: energyOf(chosen),
    cut: depth === deepest,
  };
}

interface Growth {
  /** Negative: backwards. */
  readonly step: number;
  readonly energy0: number;
  readonly next: () => number;
  readonly tally: Tally;
}

/** A tree of 2^depth further points beyond `edge`; points in order of time, whatever the direction. */
function* grow(edge: PhasePoint, depth: number, growth: Growth): Generator<Float64Array, Tree, Evaluated> {
  if (depth === 0) return yield* growOne(edge, growth);
  const near: Tree = yield* grow(edge, depth - 1, growth);
  if (!near.whole) return near;
  const backwards = growth.step < 0;
  const far: Tree = yield* grow(backwards ? near.first : near.last, depth - 1, growth);
  if (!far.whole) return far;
  const logWeight = logSum(near.logWeight, far.logWeight);
  const takeFar = Math.log(growth.next()) < far.logWeight - logWeight;
  const [left, right] = backwards ? [far, near] : [near, far];
  return {
    first: left.first,
    last: right.last,
    chosen: takeFar ? far.chosen : near.chosen,
    logWeight,
    rho: sum(left.rho, right.rho),
    whole: keepsGoing(left, right),
  };
}

function* growOne(edge: PhasePoint, growth: Growth): Generator<Float64Array, Tree, Evaluated> {
  const { step, energy0, tally } = growth;
  const point: PhasePoint = yield* leapfrog(edge, step);
  const error = energyOf(point) - energy0;
  const lost = !(error <= mostEnergyError);
  tally.leapfrogs++;
  tally.acceptance += lost ? 0 : Math.min(1, Math.exp(-error));
  if (lost) tally.divergent = true;
  return {
    ...{ first: point, last: point, chosen: point },
    ...{ logWeight: lost ? Number.NEGATIVE_INFINITY : -error, rho: point.p, whole: !lost },
  };
}

function* leapfrog(from: PhasePoint, step: number): Generator<Float64Array, PhasePoint, Evaluated> {
  const { length } = from.x;
  const p = new Float64Array(length);
  const x = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    p[i] = from.p[i] + 0.5 * step * from.gradient[i];
    x[i] = from.x[i] + step * p[i];
  }
  const found = yield x;
  for (let i = 0; i < length; i++) p[i] += 0.5 * step * found.gradient[i];
  return { ...found, x, p };
}

function energyOf({ logDensity, p }: PhasePoint): number {
  let kinetic = 0;
  for (let i = 0; i < p.length; i++) kinetic += p[i] * p[i];
  return 0.5 * kinetic - logDensity;
}

/** Neither the whole nor either half with the neighbouring point of the other has turned back. */
function keepsGoing(left: Tree, right: Tree): boolean {
  return (
    straight(sum(left.rho, right.rho), left.first.p, right.last.p) &&
    straight(sum(left.rho, right.first.p), left.first.p, right.first.p) &&
    straight(sum(right.rho, left.last.p), left.last.p, right.last.p)
  );
}

function straight(rho: Float64Array, first: Float64Array, last: Float64Array): boolean {
  let begin = 0;
  let end = 0;
  for (let i = 0; i < rho.length; i++) {
    begin += rho[i] * first[i];
    end += rho[i] * last[i];
  }
  return begin > 0 && end > 0;
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i] + b[i];
  return out;
}

function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log(Math.exp(a - most) + Math.exp(b - most));
}
