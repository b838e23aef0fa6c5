import { pushAll } from '../../base/lists.ts';
import { fillNormals } from '../../base/random.ts';
import type { SamplingStage } from '../../fit/sampling.ts';
import { beginAtMode, spender } from './begin-at-mode.ts';
import { type JointDensity, jointValues } from './joint/joint-density.ts';
import type { JointLayout } from './joint/joint-layout.ts';
import { refined } from './metric/refine-whitening.ts';
import { toEta, type Whitening } from './metric/whitening.ts';
import { type Chain, type ChainsRun, enterChains, notEntered, runChains } from './nuts/chains.ts';
import { aims, carriedStep, nextAim, startStep } from './nuts/step-size.ts';
import type { TransitionEnd } from './nuts/transition.ts';
import { type WellMixtures, wellMixtures } from './nuts/well-mixtures.ts';
import { startWellSteps } from './nuts/well-sweep.ts';
import type { PosteriorState } from './posterior-state.ts';
import { type Stretch, samplingPlan } from './sampling-plan.ts';

export interface SamplingSettings {
  readonly seed: number;
  /** Transitions of each chain while it warms up, and draws of each that are kept. */
  readonly warmup: number;
  readonly draws: number;
}

export interface SamplingHooks {
  now(): number;
  /** Asked between two evaluations. */
  shouldStop(): Promise<boolean>;
  onTransition(state: PosteriorState): void;
  onStage(stage: SamplingStage): void;
}

/** `stopped`: what is in the state is what to go on from; `noSolution`: at the best point found wells have none. */
export type SamplingEnd = 'done' | 'stopped' | 'noSolution';

/** A first step that suits a thousand dimensions; a few transitions later it is the chains' own. */
const firstStep = 0.2;
/** Steps tried at first, in steps begun with; fewer times as long once they are known for a map nearly the same. */
const firstBoldness = 5;
const laterBoldness = 2;

/**
 * Samples the joint posterior (INFERENCE.md, 2: NUTS) from wherever the state is: mode, Laplace approximation, chains from draws
 * of it. `fine` is the same density on a float64 kernel, for curvature. The same state and settings give the same draws.
 */
export async function samplePosterior(
  coarse: JointDensity,
  fine: JointDensity,
  state: PosteriorState,
  settings: SamplingSettings,
  hooks: SamplingHooks,
): Promise<SamplingEnd> {
  const spend = spender(state, hooks.now);
  const counted: JointDensity = {
    ...coarse,
    evaluate: (points, out) => {
      state.gradients++;
      return coarse.evaluate(points, out);
    },
  };
  if (state.whitening === null) {
    hooks.onStage('mode');
    const begun = await beginAtMode(state, { coarse: counted, fine }, settings.seed, hooks);
    spend();
    if (typeof begun === 'string') return begun;
    state.whitening = begun;
  }
  const plan = samplingPlan(settings.warmup, settings.draws);
  const values = jointValues(coarse.layout, coarse.points);
  if (state.chains.length === 0)
    pushAll(state.chains, await startChains(state, coarse, state.whitening, settings.seed));
  while (state.stretch < plan.length) {
    const stretch = plan[state.stretch];
    hooks.onStage(stretch.warming ? 'warming' : 'sampling');
    const { whitening } = state;
    const mixtures = mixturesOf(state, coarse.layout);
    const run: ChainsRun = { density: counted, whitening, values, mixtures, seed: settings.seed };
    await enterChains(run, state.chains);
    const until = plan.slice(0, state.stretch + 1).reduce((sum, { transitions }) => sum + transitions, 0);
    const went = await runChains(
      run,
      state.chains,
      { until, adapt: stretch.warming },
      {
        shouldStop: hooks.shouldStop,
        onTransition: (chain, end) => {
          note(state, chain, end, stretch, run);
          spend();
          hooks.onTransition(state);
        },
      },
    );
    spend();
    if (!went) return 'stopped';
    if (stretch.warming) agreeOnStep(state.chains);
    if (stretch.refines) await refine(state, counted, state.whitening);
    state.stretch++;
    state.window = state.window.map(() => []);
  }
  return 'done';
}

/** Nats a dimension that a start may lie below the mode: draws of a normal lie half a nat a dimension below it. */
const deepestStart = 3;
/** So many times a start that lies deeper is brought half the way to the mode. */
const mostHalvings = 8;

/**
 * Chains begin at draws of the map about the mode; where the mode is a saddle, a direction may be far too wide, and what lies
 * out there is brought back.
 */
async function startChains(
  { record, mode }: PosteriorState,
  density: JointDensity,
  whitening: Whitening,
  seed: number,
): Promise<readonly Chain[]> {
  const { layout, points } = density;
  const { size, wells } = layout;
  const starts = new Float64Array(points * size);
  record.forEach((_, index) => {
    const from = index * size;
    fillNormals({ seed, purpose: 'chainStart', step: 0, individual: index }, starts, from, from + size);
  });
  const values = jointValues(layout, points);
  const etas = new Float64Array(points * size);
  const least = (mode?.logDensity ?? Number.NEGATIVE_INFINITY) - deepestStart * size;
  for (let halving = 0; halving < mostHalvings; halving++) {
    for (let p = 0; p < points; p++) toEta(layout, whitening, starts, etas, p * size);
    await density.evaluate(etas, values);
    const deep = record.map((_, p) => values.failed[p] > 0 || !(values.logDensity[p] >= least));
    if (!deep.includes(true)) break;
    for (let n = 0; n < starts.length; n++) if (deep[Math.floor(n / size)]) starts[n] *= 0.5;
  }
  return record.map((_, index) => ({
    ...{ index, iteration: 0, point: notEntered(starts.slice(index * size, (index + 1) * size)) },
    ...{ step: startStep(firstStep, firstBoldness, aims.first), wellSteps: startWellSteps(wells.length) },
  }));
}

function note(
  state: PosteriorState,
  chain: Chain,
  end: TransitionEnd,
  { warming, refines }: Stretch,
  { density, whitening }: ChainsRun,
): void {
  if (refines) state.window[chain.index].push(end.point.x);
  if (warming) return;
  const record = state.record[chain.index];
  const eta = new Float64Array(end.point.x.length);
  toEta(density.layout, whitening, end.point.x, eta, 0);
  record.draws.push(Float32Array.from(eta));
  record.logDensity.push(end.point.logDensity);
  record.energy.push(end.energy);
  record.leapfrogs.push(end.leapfrogs);
  record.acceptance += (end.acceptance - record.acceptance) / record.draws.length;
  if (end.divergent) record.divergent++;
  if (end.cut) record.cut++;
}

/** One chain's adaptation is noisy: all take the geometric mean, so that none runs with steps that are too long for the others. */
function agreeOnStep(chains: readonly Chain[]): void {
  const logMean = chains.reduce((sum, { step }) => sum + Math.log(step.averaged), 0) / chains.length;
  const aim = nextAim(chains.map(({ step }) => step));
  for (const chain of chains) {
    chain.step = carriedStep(chain.step, Math.exp(logMean), laterBoldness, aim);
  }
}

/** Draws that say what is proposed to wells, the latest ones, of any stretch: enough to have been where wells are seldom. */
const archived = 600;

/** Of fewer draws than a few for each own coordinate nothing is made. */
const leastDrawsEach = 4;

function mixturesOf({ archive }: PosteriorState, { shared, own, wells }: JointLayout): WellMixtures | null {
  const blocks = { first: shared.length, count: wells.length, width: own.length };
  if (own.length === 0 || archive.length < leastDrawsEach * own.length) return null;
  return wellMixtures(archive, blocks);
}

/** So many of them, evenly; all where they are no more. */
function spreadOver(draws: readonly Float64Array[], most: number): readonly Float64Array[] {
  const kept = Math.min(most, draws.length);
  return Array.from({ length: kept }, (_, n) => draws[Math.floor(((n + 0.5) * draws.length) / kept)]);
}

/** The map from this stretch's draws of all chains; their steps begin anew from what they had come to. */
async function refine(state: PosteriorState, density: JointDensity, whitening: Whitening): Promise<void> {
  const draws = state.window.flat();
  const better = await refined(density, whitening, draws, 'steep');
  state.whitening = better.whitening;
  const latest = spreadOver(draws, archived);
  const earlier = spreadOver(state.archive, archived - latest.length);
  state.archive = [...earlier, ...latest].map((draw) => better.moved(draw));
  for (const chain of state.chains) {
    chain.point = notEntered(better.moved(chain.point.x));
  }
}
