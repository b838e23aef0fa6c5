import { jointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { jointLayout } from '../../shared/inference/posterior/joint/joint-layout.ts';
import { dealtDraws } from '../../shared/inference/posterior/population/population-plan.ts';
import { trainPopulation } from '../../shared/inference/posterior/population/train-population.ts';
import { allDraws, startPosterior } from '../../shared/inference/posterior/posterior-state.ts';
import { samplePosterior } from '../../shared/inference/posterior/sample-posterior.ts';
import type { GaussianHierarchy } from './gaussian-hierarchy.ts';
import { linearKernel } from './linear-kernel.ts';

export const gaussianAnswers = ['chains', 'hierarchical'] as const;
export type GaussianAnswer = (typeof gaussianAnswers)[number];

/** How far an answer is from the closed form. */
export interface Apart {
  /** Of means, in sds; of sds, as shares. Of all coordinates the largest. */
  readonly mean: number;
  readonly sd: number;
  /** Of the bound, nats; null: chains have none. */
  readonly evidence: number | null;
}

export interface GaussianEffort {
  /** Transitions that warm up, and steps of the bound. */
  readonly steps: number;
  /** In all. */
  readonly draws: number;
}

export async function gaussianApart(
  { plan, moments, evidence }: GaussianHierarchy,
  answer: GaussianAnswer,
  { steps, draws }: GaussianEffort,
): Promise<Apart> {
  const kernel = linearKernel();
  kernel.bind(plan.individuals);
  const layout = jointLayout(plan, plan.split.train);
  const of = (points: number) => jointDensity(plan, layout, kernel, points);
  const [coarse, fine] = [of(4), of(4)];
  const state = startPosterior(4);
  const hooks = { now: () => 0, shouldStop: async () => false, onTransition: () => {}, onStage: () => {} };
  const seed = 5;
  const trained = { seed, epochs: steps, draws: 80, kept: draws };
  const end =
    answer === 'chains'
      ? await samplePosterior(coarse, fine, state, { seed, warmup: steps, draws: draws / 4 }, hooks)
      : await trainPopulation({ coarse, fine, inner: of(dealtDraws(80).inner) }, state, trained, hooks);
  if (end !== 'done') throw new Error(`${answer} ended: ${end}`);
  const all = allDraws(state);
  const apart = moments.map((known, c) => {
    const mean = all.reduce((sum, draw) => sum + (draw[c] ?? Number.NaN), 0) / all.length;
    const square = all.reduce((sum, draw) => sum + ((draw[c] ?? Number.NaN) - mean) ** 2, 0);
    const sd = Math.sqrt(square / (all.length - 1));
    return { mean: Math.abs(mean - known.mean) / known.sd, sd: Math.abs(sd / known.sd - 1) };
  });
  const bound = state.population?.check?.bound;
  return {
    mean: Math.max(...apart.map((one) => one.mean)),
    sd: Math.max(...apart.map((one) => one.sd)),
    evidence: bound === undefined ? null : Math.abs(bound * layout.wells.length - evidence),
  };
}
