import type { Problem } from '../../base/problem.ts';
import { fitStatus, type RestStatus } from '../../fit/life.ts';
import { mixingRule, type SamplingReport, type SamplingStage } from '../../fit/sampling.ts';
import type { FitPlan } from '../plan/fit-plan.ts';
import { mixingSummary, sharedMixing } from './convergence/mixing.ts';
import type { JointDensity } from './joint/joint-density.ts';
import { leastSd } from './population/population-guide.ts';
import { populationRate } from './population/population-plan.ts';
import { type PopulationDensities, trainPopulation } from './population/train-population.ts';
import { serializePosterior } from './posterior-checkpoint.ts';
import { noBeginning } from './posterior-problems.ts';
import { type PosteriorState, transitionsMade } from './posterior-state.ts';
import { type SamplingHooks, samplePosterior } from './sample-posterior.ts';

/** What the host of a fit by chains lends and hears. */
export interface SamplingRunHooks {
  /** Seconds. */
  now(): number;
  /** Resolves in a later macrotask. */
  pause(): Promise<void>;
  shouldStop(): boolean;
  /** A stage begins, or a transition was made. */
  onTransition(stage: SamplingStage, transitions: number): void;
  /** When a stage begins, and every `evaluateEvery` transitions. */
  onReport(report: SamplingReport): void;
  /** Every `checkpointEverySeconds`, when a stage begins, when stopped and at the end. */
  onCheckpoint(bytes: Uint8Array): void;
  readonly checkpointEverySeconds: number;
}

export interface SamplingRunEnd {
  /** `interrupted`: `shouldStop` said so; `failed`: why is in `problems`. */
  readonly status: RestStatus;
  readonly problems: readonly Problem[];
}

/** Longest time between two visits to the event loop, seconds; a call of the kernel that takes longer is not cut. */
const pauseEvery = 0.05;

export interface SamplingDensities extends Omit<PopulationDensities, 'inner'> {
  /** null: chains need none. */
  readonly inner: JointDensity | null;
}

/** Runs chains to the plan's last transition, or the hierarchical bound's guide to its last step, from wherever the state is. */
export async function runSampling(
  plan: FitPlan,
  state: PosteriorState,
  { coarse, fine, inner }: SamplingDensities,
  hooks: SamplingRunHooks,
): Promise<SamplingRunEnd> {
  const { seed, epochs, warmup, evaluateEvery } = plan.settings;
  let stage: SamplingStage = 'mode';
  let paused = hooks.now();
  let saved = hooks.now();
  let told = transitionsMade(state);
  const save = (): void => {
    hooks.onCheckpoint(serializePosterior(plan, state));
    saved = hooks.now();
  };
  const report = (): void => hooks.onReport(reportOf(plan, state, coarse.layout, stage));
  const runHooks: SamplingHooks = {
    now: hooks.now,
    shouldStop: async () => {
      if (hooks.now() - paused >= pauseEvery / 2) {
        await hooks.pause();
        paused = hooks.now();
      }
      return hooks.shouldStop();
    },
    onStage: (next) => {
      if (stage === next && next !== 'mode') return;
      stage = next;
      hooks.onTransition(stage, transitionsMade(state));
      report();
      save();
    },
    onTransition: () => {
      const made = transitionsMade(state);
      hooks.onTransition(stage, made);
      if (made > told && made % evaluateEvery === 0) {
        told = made;
        addHistory(plan, state, made);
        report();
      }
      if (hooks.now() - saved >= hooks.checkpointEverySeconds) save();
    },
  };
  const end =
    inner === null
      ? await samplePosterior(coarse, fine, state, { seed, warmup, draws: epochs - warmup }, runHooks)
      : await trainPopulation(
          { coarse, fine, inner },
          state,
          { seed, epochs, draws: plan.settings.draws, kept: plan.settings.evaluationDraws },
          runHooks,
        );
  save();
  if (end === 'stopped') return { status: fitStatus.interrupted, problems: [] };
  if (end === 'noSolution') return { status: fitStatus.failed, problems: [noBeginning(plan.settings)] };
  return { status: fitStatus.done, problems: [] };
}

function addHistory({ settings, split }: FitPlan, state: PosteriorState, epoch: number): void {
  const { chains, gradients, seconds, record, history, population } = state;
  if (population !== null) {
    const { guide, bound, failed } = population;
    history.push({
      ...{ epoch, step: gradients, seconds },
      learningRate: populationRate(guide.steps, settings.epochs, leastSd(guide)),
      trainElbo: bound / split.train.length,
      ...{ validationElbo: null, failedDraws: failed },
    });
    population.failed = 0;
    return;
  }
  const logStep = chains.reduce((sum, { step }) => sum + Math.log(step.step), 0) / chains.length;
  history.push({
    ...{ epoch, step: gradients, seconds },
    learningRate: Math.exp(logStep),
    ...{ trainElbo: null, validationElbo: null },
    failedDraws: divergentIn({ record }),
  });
}

function divergentIn({ record }: Pick<PosteriorState, 'record'>): number {
  return record.reduce((sum, { divergent }) => sum + divergent, 0);
}

function reportOf(
  { settings }: FitPlan,
  state: PosteriorState,
  layout: JointDensity['layout'],
  stage: SamplingStage,
): SamplingReport {
  const drawn =
    stage === 'sampling' && state.population === null
      ? mixingSummary(sharedMixing(state, layout), mixingRule.shared)
      : null;
  const known = drawn !== null && Number.isFinite(drawn.worstRHat?.rHat) ? drawn : null;
  return {
    stage,
    transitions: transitionsMade(state),
    epochs: settings.epochs,
    seconds: state.seconds,
    divergent: divergentIn(state),
    worstRHat: known?.worstRHat ?? null,
    fewestEss: known?.fewestEss ?? null,
    ...(state.population !== null && { bound: state.population.bound / layout.wells.length }),
  };
}
