import { present } from '../../../base/assert.ts';
import { fillNormals } from '../../../base/random.ts';
import { leastDraws } from '../../../fit/warmup.ts';
import { beginAtMode, type ModeDensities, spender } from '../begin-at-mode.ts';
import type { JointDensity } from '../joint/joint-density.ts';
import { toEta, type Whitening } from '../metric/whitening.ts';
import type { PopulationState, PosteriorState } from '../posterior-state.ts';
import type { SamplingEnd, SamplingHooks } from '../sample-posterior.ts';
import { InnerBounds } from './inner-bound.ts';
import { type JointDraw, jointDraw } from './joint-draws.ts';
import { checkPopulation, marginalDensities } from './population-check.ts';
import {
  addGuideSlopes,
  drawOf,
  entropyOf,
  forgetAverage,
  leastSd,
  settle,
  standardGuide,
  stepGuide,
  sumUp,
} from './population-guide.ts';
import { dealtDraws, isAveraged, populationRate, populationStretches } from './population-plan.ts';
import { sharedVolume } from './volumes.ts';
import { widened } from './widen-map.ts';

export interface PopulationSettings {
  readonly seed: number;
  /** Steps, each over all training wells. */
  readonly epochs: number;
  /** Of each well at each step. */
  readonly draws: number;
  /** Joint draws that are kept; more where so few say nothing. */
  readonly kept: number;
}

/** Those of the mode have as many points as chains. */
export interface PopulationDensities extends ModeDensities {
  /** Of as many points as a well has inner draws. */
  readonly inner: JointDensity;
}

/**
 * The hierarchical bound (INFERENCE.md, 2) raised from wherever the state is: mode and map as chains have them, then q(u, y) over
 * what wells share, each well's own values following it by the map; at the end joint draws of q, with a check of q(u, y) by their
 * weights. The same state and settings give the same numbers.
 */
export async function trainPopulation(
  { coarse, fine, inner }: PopulationDensities,
  state: PosteriorState,
  settings: PopulationSettings,
  hooks: SamplingHooks,
): Promise<SamplingEnd> {
  const spend = spender(state, hooks.now);
  const { layout } = coarse;
  const shared = layout.shared.length;
  if (state.whitening === null) {
    hooks.onStage('mode');
    const begun = await beginAtMode(state, { coarse, fine }, settings.seed, hooks);
    spend();
    if (typeof begun === 'string') return begun;
    state.whitening = begun;
    state.population = { guide: standardGuide(shared, 0), bound: Number.NaN, failed: 0, check: null };
  }
  const bounds = new InnerBounds(inner);
  const stretches = populationStretches(settings.epochs);
  hooks.onStage('population');
  for (; state.stretch < stretches.length; state.stretch++) {
    const { until, refines } = stretches[state.stretch];
    const population = populationOf(state);
    const { guide } = population;
    // more steps were asked for than when it ended
    if (guide.steps < until) clearDraws(state);
    if (!isAveraged(guide.steps, settings.epochs)) forgetAverage(guide);
    const volume = sharedVolume(layout, state.whitening);
    while (guide.steps < until) {
      if (await hooks.shouldStop()) return 'stopped';
      await stepPopulation(population, bounds, { whitening: state.whitening, volume }, settings);
      state.gradients += dealtDraws(settings.draws).shared;
      spend();
      hooks.onTransition(state);
    }
    if (refines) {
      const first = { seed: settings.seed, draw: (state.stretch + 1) * mostKept };
      const { shouldStop } = hooks;
      const wider = await widened({ coarse, inner, shouldStop }, bounds, state.whitening, first);
      if (wider === null) return 'stopped';
      state.whitening = wider;
      population.guide = standardGuide(shared, guide.steps);
      spend();
    } else settle(guide);
  }
  hooks.onStage('sampling');
  const end = await drawAll({ coarse, fine, inner }, bounds, state, settings, hooks);
  spend();
  return end;
}

/** Draws of a result are numbered below it, those that the map is made from above. */
const mostKept = 100_000;

function populationOf({ population }: PosteriorState): PopulationState {
  return present(population, 'what has a map has a guide over it');
}

function clearDraws(state: PosteriorState): void {
  for (const { draws, logDensity, energy, leapfrogs } of state.record)
    for (const list of [draws, logDensity, energy, leapfrogs]) list.length = 0;
  populationOf(state).check = null;
}

interface MapWithVolume {
  readonly whitening: Whitening;
  /** `sharedVolume`. */
  readonly volume: number;
}

async function stepPopulation(
  population: PopulationState,
  bounds: InnerBounds,
  { whitening, volume }: MapWithVolume,
  { seed, epochs, draws }: PopulationSettings,
): Promise<void> {
  const { guide } = population;
  const { shared: count } = dealtDraws(draws);
  const shared = guide.mean.length;
  const v = new Float64Array(shared);
  const x = new Float64Array(shared);
  const slopes = new Float64Array(shared + shared * shared);
  let value = 0;
  for (let m = 0; m < count; m++) {
    fillNormals({ seed, purpose: 'population', step: guide.steps, individual: m >> 1 }, v);
    if ((m & 1) === 1) for (let i = 0; i < shared; i++) v[i] = -v[i];
    drawOf(guide, v, x);
    const bound = await bounds.at(whitening, x, { seed, step: guide.steps, draw: m }, true);
    value += bound.value / count;
    population.failed += bound.failed;
    addGuideSlopes(guide, v, bound.slope, 1 / count, slopes);
  }
  population.bound = value + volume + entropyOf(guide);
  stepGuide(guide, slopes, populationRate(guide.steps, epochs, leastSd(guide)));
  if (isAveraged(guide.steps, epochs)) sumUp(guide);
}

async function drawAll(
  { coarse, inner }: PopulationDensities,
  bounds: InnerBounds,
  state: PosteriorState,
  { seed, kept }: PopulationSettings,
  hooks: SamplingHooks,
): Promise<SamplingEnd> {
  const { whitening, record } = state;
  const population = populationOf(state);
  if (whitening === null) throw new Error('there is a map before there are draws');
  if (population.check !== null) return 'done';
  const { layout } = coarse;
  const { guide } = population;
  const each = Math.max(leastDraws, Math.ceil(kept / record.length));
  clearDraws(state);
  const made: JointDraw[] = [];
  for (let n = 0; n < each * record.length; n++) {
    if (await hooks.shouldStop()) return 'stopped';
    made.push(await jointDraw(layout, bounds, { whitening, guide }, { seed, draw: n }));
  }
  const shared = made.map(({ point }) => point.slice(0, layout.shared.length));
  const marginals = await marginalDensities(inner, whitening, shared);
  const eta = new Float64Array(layout.size);
  made.forEach(({ point }, n) => {
    const one = record[Math.floor(n / each)];
    toEta(layout, whitening, point, eta, 0);
    one.draws.push(Float32Array.from(eta));
    one.logDensity.push(marginals[n]);
    one.energy.push(0);
    one.leapfrogs.push(0);
  });
  population.check = checkPopulation(layout, { guide, whitening }, made, marginals);
  return 'done';
}
