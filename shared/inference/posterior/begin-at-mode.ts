import type { JointDensity } from './joint/joint-density.ts';
import { breathing } from './metric/breadth.ts';
import type { Whitening } from './metric/whitening.ts';
import { findMode, type ModeHooks } from './mode.ts';
import type { PosteriorState } from './posterior-state.ts';

/** Densities that a mode is looked for with. */
export interface ModeDensities {
  readonly coarse: JointDensity;
  /** The same on a float64 kernel, for curvature. */
  readonly fine: JointDensity;
}

/** Adds the time since it was last called, or made, to what a state has spent. */
export function spender(state: PosteriorState, now: () => number): () => void {
  let began = now();
  return () => {
    const time = now();
    state.seconds += time - began;
    began = time;
  };
}

/** The mode, into the state, and the map about it; where it came to none, how it ended. */
export async function beginAtMode(
  state: PosteriorState,
  { coarse, fine }: ModeDensities,
  seed: number,
  hooks: ModeHooks,
): Promise<Whitening | 'stopped' | 'noSolution'> {
  const mode = await findMode(coarse, fine, seed, hooks);
  if (mode === null) return 'stopped';
  if (mode.failed > 0) return 'noSolution';
  const { eta, logDensity, starts, laplace } = mode;
  state.mode = { eta, logDensity, starts, raised: laplace.raised };
  return breathing(coarse.layout, laplace.whitening);
}
