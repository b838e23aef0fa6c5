import { present } from '../base/assert.ts';
import { pushAll } from '../base/lists.ts';
import type { Kernel } from '../compute/kernel.ts';
import { doseText } from '../experiment/doses.ts';
import type { Experiment, Individual } from '../experiment/experiment.ts';
import type {
  FitDiagnostics,
  ParameterSummary,
  PosteriorDraws,
  Quantiles,
  SignalScore,
  WellPrediction,
  WellSet,
} from '../fit/fit-result.ts';
import { type FitPlan, fittedSignals } from '../inference/plan/fit-plan.ts';
import { predictWell, type WellBands, type WellDraws } from './predict-well.ts';
import { addToTally, emptyTally, lag1Of, type SignalTally, scoreOf } from './score.ts';

export interface SummaryHooks {
  onProgress?(done: number, total: number): void;
  /** Resolves in a later macrotask. */
  pause?(): Promise<void>;
}

/** Where a fit's draws of each well come from, whatever made them. */
export interface WellSource {
  draw(well: number, set: WellSet): Promise<WellDraws>;
  /** The well's rows of parameters.csv. */
  rows(draws: WellDraws, set: WellSet): readonly ParameterSummary[];
  /** Its draws of posterior.csv. */
  kept(draws: WellDraws, set: WellSet): Omit<PosteriorDraws['wells'][number], 'individual'>;
}

export interface WellsSummary {
  readonly rows: readonly ParameterSummary[];
  readonly predictions: readonly WellPrediction[];
  readonly kept: PosteriorDraws['wells'];
  readonly diagnostics: FitDiagnostics['wells'];
  readonly residualLag1: FitDiagnostics['residualLag1'];
  /** By signal, of one set's wells. */
  scores(set: WellSet): Readonly<Record<string, SignalScore>>;
}

/** Every well of a fit drawn, predicted and scored, training wells first. The kernel must be bound. */
export async function summariseWells(
  plan: FitPlan,
  kernel: Kernel,
  source: WellSource,
  hooks: SummaryHooks,
): Promise<WellsSummary> {
  const wells = wellsInUse(plan);
  const tallies: Readonly<Record<WellSet, readonly SignalTally[]>> = {
    train: plan.model.observables.map(emptyTally),
    validation: plan.model.observables.map(emptyTally),
    selection: plan.model.observables.map(emptyTally),
    'held-out': plan.model.observables.map(emptyTally),
  };
  const rows: ParameterSummary[] = [];
  const predictions: WellPrediction[] = [];
  const kept: PosteriorDraws['wells'][number][] = [];
  const diagnostics: FitDiagnostics['wells'][number][] = [];
  for (const [done, { well, set }] of wells.entries()) {
    const draws = await source.draw(well, set);
    const bands = await predictWell(plan, kernel, draws);
    const id = individualOf(plan, well).id;
    for (const [signal, tally] of tallies[set].entries()) addToTally(tally, plan, well, signal, bands);
    pushAll(rows, source.rows(draws, set));
    predictions.push(inUnits(plan, well, set, bands));
    kept.push({ individual: id, ...source.kept(draws, set) });
    const { elbo, ess, kHat, largestWeight, failedDraws, refined } = draws;
    const known = { individual: id, set, elbo, ess, kHat, largestWeight, failedDraws };
    diagnostics.push(refined === undefined ? known : { ...known, refined });
    hooks.onProgress?.(done + 1, wells.length);
    await hooks.pause?.();
  }
  const bySignal = <T>(value: (signal: number) => T): Record<string, T> =>
    Object.fromEntries(fittedSignals(plan).map((name, s) => [name, value(s)]));
  const tally = (set: WellSet, s: number): SignalTally => present(tallies[set][s], 'a tally a signal');
  return {
    ...{ rows, predictions, kept, diagnostics },
    residualLag1: bySignal((s) => lag1Of(tally('validation', s))),
    scores: (set) => bySignal((s) => withUnsolved(scoreOf(tally(set, s)), diagnostics, plan, set)),
  };
}

/** A score says how many wells it leaves out because no draw of theirs has a solution: the others may look well alone. */
function withUnsolved(
  score: SignalScore,
  wells: FitDiagnostics['wells'],
  plan: FitPlan,
  of: WellSet,
): SignalScore {
  const validating = wells.filter(({ set }) => set === of);
  const unsolved = validating.filter(
    ({ failedDraws }) => failedDraws === plan.settings.evaluationDraws,
  ).length;
  if (unsolved === 0 || unsolved === validating.length) return score;
  const left = `${unsolved} of ${validating.length} validation wells have no solution and are not in these numbers`;
  return { ...score, why: score.why === undefined ? left : `${score.why}; ${left}` };
}

/** All wells that a fit has a use for, training wells first. */
export function wellsInUse(plan: FitPlan): { readonly well: number; readonly set: WellSet }[] {
  const of = (wells: Int32Array, set: WellSet) => Array.from(wells, (well) => ({ well, set }));
  const { train, validation, selecting, heldOut } = plan.split;
  return [
    ...of(train, 'train'),
    ...of(validation, 'validation'),
    ...of(selecting?.wells ?? new Int32Array(0), 'selection'),
    ...of(heldOut, 'held-out'),
  ];
}

function individualOf(plan: FitPlan, well: number): FitPlan['experiment']['individuals'][number] {
  return present(plan.experiment.individuals[well], 'a split holds indices of individuals');
}

/** From scaled data to the signal's unit after background. */
export function inUnits(plan: FitPlan, well: number, set: WellSet, bands: WellBands): WellPrediction {
  const individual = individualOf(plan, well);
  const seen = present(plan.individuals[well], 'the kernel knows every individual');
  const times = individual.times_h.length;
  const scale = (at: number) => scaleAt(plan, times, at);
  const scaled = (values: Float64Array) => values.map((value, at) => value * scale(at));
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
    quantiles: scaledQuantiles(plan, times, bands.quantiles),
  };
}

/** What a prediction of the scaled data is multiplied by, [signal of the model, time]. */
export function scaleAt({ experiment, signals }: FitPlan, times: number, at: number): number {
  return experiment.scales[signals[Math.floor(at / times)] as number] as number;
}

/** The same in the signal's unit. */
export function scaledQuantiles(
  plan: FitPlan,
  times: number,
  { q025, q25, q50, q75, q975 }: Quantiles<Float64Array>,
): Quantiles<Float64Array> {
  const scaled = (values: Float64Array) => values.map((value, at) => value * scaleAt(plan, times, at));
  return {
    q025: scaled(q025),
    q25: scaled(q25),
    q50: scaled(q50),
    q75: scaled(q75),
    q975: scaled(q975),
  };
}

/** `C6=10;IPTG=0;IPTG=5 at 2 h`. */
export function treatmentText(
  { treatments }: Experiment,
  { statedDoses, additions = [] }: Individual,
): string {
  const doses = treatments.map((name, c) => `${name}=${doseText(statedDoses[c] as number)}`);
  const later = additions.map(
    ({ treatment, value, time_h }) => `${treatments[treatment]}=${doseText(value)} at ${doseText(time_h)} h`,
  );
  return [...doses, ...later].join(';');
}
