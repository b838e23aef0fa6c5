import { present } from '../base/assert.ts';
import { pushAll } from '../base/lists.ts';
import { fillUniforms } from '../base/random.ts';
import type { Kernel } from '../compute/kernel.ts';
import { doseText } from '../experiment/doses.ts';
import type { Experiment, Individual } from '../experiment/experiment.ts';
import type {
  FitDiagnostics,
  FitResult,
  ParameterSummary,
  PosteriorDraws,
  Quantiles,
  SignalScore,
  WellPrediction,
  WellSet,
} from '../fit/fit-result.ts';
import { type FitPlan, fittedSignals } from '../inference/plan/fit-plan.ts';
import { evaluationsOf, type FitState } from '../inference/training/fit-state.ts';
import { fixedValues, leastEffective, sharedSummaries, wellSummaries } from './parameter-summary.ts';
import { drawWell, predictWell, type WellBands, type WellDraws } from './predict-well.ts';
import { resampled } from './resampled.ts';
import { addToTally, emptyTally, lag1Of, scoreOf } from './score.ts';

export interface SummaryHooks {
  onProgress?(done: number, total: number): void;
  /** Resolves in a later macrotask. */
  pause?(): Promise<void>;
}

/** Draws a well that posterior.csv keeps. */
const keptDraws = 200;

/**
 * What the kept evaluation's weights say: every well drawn anew, with noise that chose nothing, weighed, predicted and scored.
 * Binds the kernel. Needs at least one evaluation.
 */
export async function summariseFit(
  plan: FitPlan,
  state: FitState,
  kernel: Kernel,
  hooks: SummaryHooks = {},
): Promise<FitResult> {
  const best = present(state.best, 'a fit is summarised after its first evaluation');
  const shown = evaluationsOf(state);
  kernel.bind(plan.individuals);
  const wells = wellsOf(plan);
  const tallies = plan.model.observables.map(() => emptyTally());
  const parameters: ParameterSummary[] = sharedSummaries(plan, best.weights);
  const predictions: WellPrediction[] = [];
  const posterior: PosteriorDraws['wells'][number][] = [];
  const diagnostics: FitDiagnostics['wells'][number][] = [];
  const kept = Math.min(keptDraws, plan.settings.evaluationDraws);

  for (const [done, { well, set }] of wells.entries()) {
    const draws = await drawWell(plan, best.weights, kernel, well, best.step, state.workspace.bound);
    const bands = await predictWell(plan, kernel, draws);
    const id = individualOf(plan, well).id;
    if (set === 'validation') {
      for (const [signal, tally] of tallies.entries()) addToTally(tally, plan, well, signal, bands);
    }
    pushAll(parameters, wellSummaries(plan, draws));
    predictions.push(inUnits(plan, well, set, bands));
    posterior.push({ individual: id, ...posteriorOf(plan, draws, kept) });
    const { elbo, ess, kHat, largestWeight, failedDraws } = draws;
    diagnostics.push({ individual: id, set, elbo, ess, kHat, largestWeight, failedDraws });
    hooks.onProgress?.(done + 1, wells.length);
    await hooks.pause?.();
  }

  const signals = fittedSignals(plan);
  const bySignal = <T>(value: (signal: number) => T): Record<string, T> =>
    Object.fromEntries(signals.map((name, s) => [name, value(s)]));
  const tally = (s: number) => tallies[s] as (typeof tallies)[number];
  return {
    evaluations: shown.evaluations,
    history: shown.history,
    best: present(shown.best, 'a fit with a kept evaluation shows it'),
    last: present(shown.last, 'a fit with a kept evaluation has a last one'),
    validation: bySignal((s): SignalScore => withUnsolved(scoreOf(tally(s)), diagnostics, plan)),
    posterior: {
      parameters: plan.parameters.drawn.map((entry) => ({ parameter: entry.name, level: entry.level })),
      draws: kept,
      wells: posterior,
      fixed: fixedValues(plan, best.weights),
    },
    parameters,
    predictions,
    diagnostics: {
      wells: diagnostics,
      residualLag1: bySignal((s) => lag1Of(tally(s))),
      notes: notesOf(plan, state),
    },
  };
}

/** A score says how many wells it leaves out because no draw of theirs has a solution: the others may look well alone. */
function withUnsolved(score: SignalScore, wells: FitDiagnostics['wells'], plan: FitPlan): SignalScore {
  const validating = wells.filter(({ set }) => set === 'validation');
  const unsolved = validating.filter(
    ({ failedDraws }) => failedDraws === plan.settings.evaluationDraws,
  ).length;
  if (unsolved === 0 || unsolved === validating.length) return score;
  const left = `${unsolved} of ${validating.length} validation wells have no solution and are not in these numbers`;
  return { ...score, why: score.why === undefined ? left : `${score.why}; ${left}` };
}

function wellsOf(plan: FitPlan): { readonly well: number; readonly set: WellSet }[] {
  const of = (wells: Int32Array, set: WellSet) => Array.from(wells, (well) => ({ well, set }));
  const { train, validation, heldOut } = plan.split;
  return [...of(train, 'train'), ...of(validation, 'validation'), ...of(heldOut, 'held-out')];
}

function individualOf(plan: FitPlan, well: number): FitPlan['experiment']['individuals'][number] {
  return present(plan.experiment.individuals[well], 'a split holds indices of individuals');
}

/**
 * Draws taken anew from all of a well's by their weights, so that each weighs the same: systematically, one uniform number a
 * well (J. Carpenter, P. Clifford, P. Fearnhead 1999). Where none has a solution they are the first ones, and no posterior.
 */
function posteriorOf(
  plan: FitPlan,
  draws: WellDraws,
  count: number,
): { weights: Float64Array; values: Float64Array } {
  const { drawn } = plan.parameters;
  const width = plan.model.parameters.length;
  const values = new Float64Array(count * drawn.length);
  const chosen = resampled(draws.weights, count, offsetOf(plan, draws.well));
  for (const [n, k] of chosen.entries()) {
    for (const [d, entry] of drawn.entries()) {
      values[n * drawn.length + d] = draws.parameters[k * width + entry.model] as number;
    }
  }
  return { weights: new Float64Array(count).fill(draws.ess > 0 ? 1 : 0), values };
}

function offsetOf({ settings: { seed } }: FitPlan, well: number): number {
  const uniform = new Float64Array(1);
  fillUniforms({ seed, purpose: 'resampling', step: 0, individual: well }, uniform);
  return uniform[0] as number;
}

/** From scaled data to the signal's unit after background. */
function inUnits(plan: FitPlan, well: number, set: WellSet, bands: WellBands): WellPrediction {
  const individual = individualOf(plan, well);
  const seen = present(plan.individuals[well], 'the kernel knows every individual');
  const times = individual.times_h.length;
  const scale = (at: number) =>
    plan.experiment.scales[plan.signals[Math.floor(at / times)] as number] as number;
  const scaled = (values: Float64Array) => values.map((value, at) => value * scale(at));
  const { q025, q25, q50, q75, q975 } = bands.quantiles;
  const quantiles: Quantiles<Float64Array> = {
    q025: scaled(q025),
    q25: scaled(q25),
    q50: scaled(q50),
    q75: scaled(q75),
    q975: scaled(q975),
  };
  return {
    individual: individual.id,
    plate: individual.plate,
    well: individual.well,
    device: plan.experiment.devices[individual.device]?.title ?? '',
    treatments: treatmentText(plan.experiment, individual),
    set,
    signals: fittedSignals(plan),
    times_h: individual.times_h,
    observed: seen.observations.map((value, at) => (seen.mask[at] === 1 ? value * scale(at) : Number.NaN)),
    mean: scaled(bands.mean),
    sd: scaled(bands.sd),
    quantiles,
  };
}

/** `C6=10;IPTG=0;IPTG=5 at 2 h`. */
function treatmentText({ treatments }: Experiment, { statedDoses, additions = [] }: Individual): string {
  const doses = treatments.map((name, c) => `${name}=${doseText(statedDoses[c] as number)}`);
  const later = additions.map(
    ({ treatment, value, time_h }) => `${treatments[treatment]}=${doseText(value)} at ${doseText(time_h)} h`,
  );
  return [...doses, ...later].join(';');
}

function notesOf(plan: FitPlan, state: FitState): string[] {
  const notes = [
    'Objective iwae: population parameters are drawn per well, so population draws and summaries are a proposal, not a posterior given all wells.',
    'Selection reported: the kept evaluation was chosen on the validation wells that are reported, so their numbers are optimistic; the last evaluation stands beside it.',
    'Numbers of wells are made with noise of their own, which had no part in choosing the kept evaluation.',
    `Where a well's draws are worth less than ${leastEffective} of them, its parameters have no sd and no quantiles, and its bands are too narrow.`,
    "Draws and part values are as the simulator saw them: within 4 prior standard deviations of the prior's mean.",
  ];
  if (plan.parameters.points.length > 0) {
    notes.push(
      'Part values are fixed points without uncertainty (reference mode); bands do not include theirs.',
    );
  }
  if (state.best?.step === 0) notes.push('The kept evaluation is that of the start, before any training.');
  return notes;
}
