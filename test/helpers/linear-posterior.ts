import type { FitPlan } from '../../shared/inference/plan/fit-plan.ts';
import { type JointDensity, jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import type { JointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { type PosteriorState, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import { linearKernel } from './linear-kernel.ts';

/** Chains of a fit on the linear model, sampled; `change`: another density with the same layout. */
export async function sampledLinear(
  plan: FitPlan,
  draws: number,
  change: (density: JointDensity) => JointDensity = (density) => density,
): Promise<{ readonly layout: JointLayout; readonly state: PosteriorState }> {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const density = change(jointDensity(plan, layout, kernel, 4));
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const end = await samplePosterior(density, density, state, { seed: 1, warmup: 150, draws }, hooks);
  if (end !== 'done') throw new Error(`sampling ended: ${end}`);
  return { layout, state };
}
