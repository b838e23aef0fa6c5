import { fillNormals, integerBelow } from '../../../base/random.ts';
import type { JointDensity, JointValues } from '../joint/joint-density.ts';
import { logVolume } from '../metric/breadth.ts';
import { pullBack, toEta, type Whitening } from '../metric/whitening.ts';
import { adaptStep, type ChainStep } from './step-size.ts';
import { type ChainPoint, type Evaluated, type TransitionEnd, transition } from './transition.ts';
import type { WellMixtures } from './well-mixtures.ts';
import { adaptWellSteps, type SweepEnd, sweepNormals, sweepNumbers, sweepWells } from './well-sweep.ts';

/** A chain between two transitions, in whitened coordinates. */
export interface Chain {
  readonly index: number;
  /** Transitions made. */
  iteration: number;
  point: ChainPoint;
  /** Of what is shared. */
  step: ChainStep;
  /** [well]. */
  readonly wellSteps: Float64Array;
}

/** Doublings of a path at most; beyond it is cut, and told. */
const deepest = 10;

export interface ChainsHooks {
  /** After each transition of any chain. */
  onTransition(chain: Chain, end: TransitionEnd): void;
  /** Between two evaluations; true: give up, and lose only the transitions under way. */
  shouldStop(): Promise<boolean>;
}

export interface ChainsRun {
  readonly density: JointDensity;
  readonly whitening: Whitening;
  readonly values: JointValues;
  /** What is proposed to wells; null: nothing yet. */
  readonly mixtures: WellMixtures | null;
  readonly seed: number;
}

/** A point of which nothing is known until chains enter there. */
export function notEntered(x: Float64Array): ChainPoint {
  return { x, logDensity: Number.NaN, gradient: new Float64Array(0), ofWells: new Float64Array(0) };
}

/** Density and gradient of the chains where they are. */
export async function enterChains(run: ChainsRun, chains: readonly Chain[]): Promise<void> {
  const asked = chains.map(({ point }) => point.x);
  const found = await evaluate(run, asked);
  chains.forEach((chain, c) => {
    chain.point = { x: chain.point.x, ...kept(found(c)) };
  });
}

/**
 * Makes transitions of all chains up to iteration `until`. Paths differ in length, so each chain goes on to its next transition
 * as soon as it has ended one; what a chain does depends on no other. false: stopped.
 */
export async function runChains(
  run: ChainsRun,
  chains: readonly Chain[],
  { until, adapt }: { readonly until: number; readonly adapt: boolean },
  hooks: ChainsHooks,
): Promise<boolean> {
  const active = chains.map((chain): Path | null =>
    chain.iteration < until ? begin(run, chain, adapt) : null,
  );
  while (active.some((path) => path !== null)) {
    if (await hooks.shouldStop()) return false;
    const asked = chains.map(({ point }, c) => active[c]?.asked ?? point.x);
    const found = await evaluate(run, asked);
    chains.forEach((chain, c) => {
      const path = active[c];
      if (path === null) return;
      const next = path.going.next(kept(found(c)));
      if (next.done !== true) {
        active[c] = { going: path.going, asked: next.value };
        return;
      }
      const { wellAcceptance, ...end } = next.value;
      if (adapt) {
        chain.step = adaptStep(chain.step, end);
        adaptWellSteps(chain.wellSteps, wellAcceptance, chain.iteration);
      }
      chain.iteration++;
      chain.point = end.point;
      hooks.onTransition(chain, end);
      active[c] = chain.iteration < until ? begin(run, chain, adapt) : null;
    });
  }
  return true;
}

interface Path {
  readonly going: Iteration;
  readonly asked: Float64Array;
}

/**
 * One iteration, of two steps that each leave the posterior as it is: a transition of all coordinates, then every well for
 * itself, given what is shared: a well whose own values lie on a ridge or in two places would else hold up the whole. [On the
 * published fold moving what is shared alone and then the wells takes half as many gradients an iteration, and five times as
 * many iterations.]
 */
type Iteration = Generator<Float64Array, IterationEnd, Evaluated>;

interface IterationEnd extends TransitionEnd {
  /** [well]. */
  readonly wellAcceptance: Float64Array;
}

function* iterate({ density, seed, mixtures }: ChainsRun, chain: Chain, adapt: boolean): Iteration {
  const { index, iteration, point, step, wellSteps } = chain;
  const { shared, own, wells, size } = density.layout;
  const normals = (purpose: 'momenta' | 'sweeps' | 'wellProposals', count: number): Float64Array => {
    const out = new Float64Array(count);
    fillNormals({ seed, purpose, step: iteration, individual: index }, out);
    return out;
  };
  const choices = { seed, purpose: 'paths', step: iteration, individual: index } as const;
  const uniform = (n: number): number => (integerBelow(choices, n, 2 ** 31) + 0.5) / 2 ** 31;
  const end: TransitionEnd = yield* transition({
    from: point,
    momentum: normals('momenta', size),
    step: adapt ? step.step : step.averaged,
    deepest,
    uniform: (n) => uniform(sweepNumbers(wells.length) + n),
  });
  const swept: SweepEnd = yield* sweepWells({
    from: end.point,
    blocks: { first: shared.length, count: wells.length, width: own.length },
    // others than before: where the chain has come to depends on those
    momentum: normals('sweeps', size),
    steps: wellSteps,
    mixtures,
    normals: normals('wellProposals', sweepNormals(wells.length, own.length)),
    uniform,
  });
  return { ...end, point: swept.point, wellAcceptance: swept.acceptance };
}

function begin(run: ChainsRun, chain: Chain, adapt: boolean): Path {
  const going = iterate(run, chain, adapt);
  const first = going.next();
  if (first.done === true) throw new Error('an iteration asks for at least one point');
  return { going, asked: first.value };
}

/** The arrays of a call are overwritten by the next one. */
function kept({ logDensity, gradient, ofWells }: Evaluated): Evaluated {
  return { logDensity, gradient: gradient.slice(), ofWells: ofWells.slice() };
}

async function evaluate(
  { density, whitening, values }: ChainsRun,
  asked: readonly Float64Array[],
): Promise<(chain: number) => Evaluated> {
  const { layout, points } = density;
  const { size, wells } = layout;
  const etas = new Float64Array(points * size);
  const ys = new Float64Array(points * size);
  for (let p = 0; p < points; p++) {
    ys.set(asked[Math.min(p, asked.length - 1)], p * size);
    toEta(layout, whitening, ys, etas, p * size);
  }
  await density.evaluate(etas, values);
  const byX = new Float64Array(points * size);
  for (let p = 0; p < points; p++) {
    pullBack(layout, whitening, { y: ys, eta: etas, byEta: values.gradient }, byX, p * size);
  }
  return (chain) => ({
    logDensity:
      values.failed[chain] > 0
        ? Number.NEGATIVE_INFINITY
        : values.logDensity[chain] + logVolume(layout, whitening, etas, chain * size),
    gradient: byX.subarray(chain * size, (chain + 1) * size),
    ofWells: values.ofWells.subarray(chain * wells.length, (chain + 1) * wells.length),
  });
}
