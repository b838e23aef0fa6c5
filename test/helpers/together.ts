import type { Kernel } from '../../shared/compute/kernel.ts';
import type { Experiment } from '../../shared/experiment/experiment.ts';
import { settingDefaults } from '../../shared/fit/settings.ts';
import { type FitPlan, kernelChoice } from '../../shared/inference/plan/fit-plan.ts';
import type { Model } from '../../shared/model/model.ts';
import { kernelFor } from './kernels.ts';
import { modelFromText } from './library-model.ts';
import { everyLevel, planOf } from './linear-fit.ts';
import { linearExperiment, linearSettings, linearSpec, linearSplit } from './linear-kernel.ts';

/** Two values of a well that go together, one of which follows a part; readings are those values, and the part's along time. */
export const pairModel = modelFromText(`model pair "Two values that go together"
parameters
  a      part
  p      individual  Normal(p_mean + p_a * log(a), p_sd)
  q      individual  LogNormal(q_mean, q_sd)
  correlated p, q by LKJ(2)
  p_mean population  Normal(0, 1)
  p_a    population  Normal(0, 1)
  p_sd   population  LogNormal(-0.5, 0.5)
  q_mean population  Normal(0, 1)
  q_sd   population  LogNormal(-0.5, 0.5)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = p + x with sd 0.6
  B = log(q) + log(a) * t / 1 [h] + x with sd 0.6
`);

/** The same with three, of which a group of plates has a part in one mean, and a number stands in another. */
export const tripleModel = modelFromText(`model triple "Three values that go together"
parameters
  a       part
  lot     group        Normal(lot_mean + lot_a * log(a), 0.5)
  p       individual   Normal(0.4 + p_a * log(a) + p_c * log(c), p_sd)
  w       individual   Normal(lot, 0.7)
  q       individual   LogNormal(q_mean, q_sd)
  s       individual   LogNormal(q_mean + s_a * log(a), 0.8)
  correlated s, p, q by LKJ(1.5)
  lot_mean population  Normal(0, 1)
  lot_a   population   Normal(0, 1)
  c       population   LogNormal(0.2, 0.4)
  p_a     population   Normal(0, 1)
  p_c     population   Normal(0.5, 1)
  s_a     population   Normal(0, 1)
  p_sd    population   LogNormal(-0.5, 0.5)
  q_mean  population   Normal(0, 1)
  q_sd    population   LogNormal(-0.5, 0.5)
states
  x starts at 0
rates
  x' = 0 * x
observables
  A = p + w + x with sd 0.6
  B = log(q) + log(a) * t / 1 [h] + 0.3 * log(s) + x with sd 0.6
`);

/** A joint plan of a model, whose wells but the last train. */
export function togetherPlan(
  model: Model,
  wells: number,
  reading: Parameters<typeof linearExperiment>[1],
  constants: Readonly<Record<string, number>> = {},
  change: (experiment: Experiment) => Experiment = (experiment) => experiment,
): FitPlan {
  return planOf(
    everyLevel({
      ...{ model, spec: linearSpec([], constants), experiment: change(linearExperiment(wells + 1, reading)) },
      split: linearSplit(wells + 1, 1),
      settings: { ...linearSettings, objective: 'hierarchical', estimator: settingDefaults.estimator },
    }),
  );
}

/** Of float64, bound. */
export function togetherKernel(plan: FitPlan): Kernel {
  const { method: _, model: __, ...choice } = kernelChoice(plan, 'wasm');
  const kernel = kernelFor(plan.model, 'midpoint', 'wasm', { ...choice, precision: 'float64' });
  kernel.bind(plan.individuals);
  return kernel;
}
