import { fillNormals, integerBelow } from '../../../base/random.ts';
import type { JointDensity, JointValues } from '../joint/joint-density.ts';
import { pullBack, toEta, type Whitening } from '../metric/whitening.ts';
import { adaptStep, type ChainStep } from './step-size.ts';
import {
  type ChainPoint,
  type Evaluated,
  type Transition,
  type TransitionEnd,
  transition,
} from './transition.ts';

/** A chain between two transitions, in whitened coordinates. */
export interface Chain {
  readonly index: number;
  /** Transitions made. */
  iteration: number;
  point: ChainPoint;
  step: ChainStep;
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
  readonly seed: number;
}

/** Density and gradient of the chains where they are. */
export async function enterChains(run: ChainsRun, chains: readonly Chain[]): Promise<void> {
  const asked = chains.map(({ point }) => point.x);
  const found = await evaluate(run, asked);
  chains.forEach((chain, c) => {
    const { logDensity, gradient } = found(c);
    chain.point = { x: chain.point.x, logDensity, gradient: gradient.slice() };
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
      const end = next.value;
      chain.iteration++;
      chain.point = end.point;
      if (adapt) chain.step = adaptStep(chain.step, end.acceptance);
      hooks.onTransition(chain, end);
      active[c] = chain.iteration < until ? begin(run, chain, adapt) : null;
    });
  }
  return true;
}

interface Path {
  readonly going: Transition;
  readonly asked: Float64Array;
}

function begin({ seed }: ChainsRun, chain: Chain, adapt: boolean): Path {
  const { index, iteration, point, step } = chain;
  const momentum = new Float64Array(point.x.length);
  fillNormals({ seed, purpose: 'momenta', step: iteration, individual: index }, momentum);
  const choices = { seed, purpose: 'paths', step: iteration, individual: index } as const;
  const going = transition({
    from: point,
    momentum,
    step: adapt ? step.step : step.averaged,
    deepest,
    uniform: (n) => (integerBelow(choices, n, 2 ** 31) + 0.5) / 2 ** 31,
  });
  const first = going.next();
  if (first.done === true) throw new Error('a transition asks for at least one point');
  return { going, asked: first.value };
}

/** The arrays of a call are overwritten by the next one. */
function kept({ logDensity, gradient }: Evaluated): Evaluated {
  return { logDensity, gradient: gradient.slice() };
}

async function evaluate(
  { density, whitening, values }: ChainsRun,
  asked: readonly Float64Array[],
): Promise<(chain: number) => Evaluated> {
  const { layout, points } = density;
  const { size } = layout;
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
    logDensity: values.failed[chain] > 0 ? Number.NEGATIVE_INFINITY : values.logDensity[chain],
    gradient: byX.subarray(chain * size, (chain + 1) * size),
  });
}
