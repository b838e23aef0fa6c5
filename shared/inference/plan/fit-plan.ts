import type { KernelChoice } from '../../compute/compile.ts';
import type { KernelIndividual } from '../../compute/kernel.ts';
import type { LayerShape } from '../../compute/kernel-plan.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';
import type { Estimator } from '../estimator/estimator.ts';
import type { Guide } from '../guide/guide.ts';
import type { SeriesFeatures } from '../guide/network/heads.ts';
import type { Objective } from '../objective/objective.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import type { DrawPlan } from './draw-plan.ts';
import type { FitIdentity } from './fit-identity.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';

/** Weights that wells and draws share: points, moved by the objective's gradient alone. */
export interface Network {
  readonly shapes: readonly LayerShape[];
  /** Where the flat weights lie in the fit's weights. */
  readonly offset: number;
  readonly length: number;
  /** Length of the multi-hot vector of parts that layers take. */
  readonly parts: number;
}

/** Everything about a fit that does not change while it runs. Made by `prepareFit`. */
export interface FitPlan extends DrawPlan {
  readonly spec: FitSpec;
  readonly model: Model;
  readonly experiment: Experiment;
  readonly split: FitSplit;
  readonly settings: FitSettings;
  /** All of the experiment's individuals as the kernel sees them: signals and treatments in the model's order. */
  readonly individuals: readonly KernelIndividual[];
  /** The same individuals as the guide sees them. */
  readonly features: readonly SeriesFeatures[];
  /** Experiment signal index of each observable of the model. */
  readonly signals: readonly number[];
  readonly guide: Guide;
  readonly objective: Objective;
  readonly estimator: Estimator;
  /** The model's networks: shapes of layers, and the segment of their weights among the guide's; null without any. */
  readonly network: Network | null;
  /** SHA-256 over spec, model, data, split and settings but `epochs` and `evaluateEvery`. */
  readonly fingerprint: string;
  /** What the fingerprint is of, to say in what two fits differ. */
  readonly identity: FitIdentity;
}

/** What the files call the model's observables, [observable]: so people know them. */
export function fittedSignals({ experiment, signals }: Pick<FitPlan, 'experiment' | 'signals'>): string[] {
  return signals.map((signal) => experiment.signals[signal]);
}

/** The kernel that a plan asks for. */
export function kernelChoice(plan: FitPlan, backend: string): KernelChoice {
  const { model, spec, network, individuals } = plan;
  const censoring = individuals.some(({ mask }) => mask.includes(2));
  const parts = network?.parts ?? 0;
  return { model, method: spec.method, backend, parts, censoring, control: spec.control };
}
