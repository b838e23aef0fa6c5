import { type Kernel, statusCode } from '../compute/kernel.ts';
import type { Quantiles } from '../fit/fit-result.ts';
import { effectiveDraws, smoothWeights } from '../inference/diagnostics/pareto.ts';
import type { BoundWorkspace } from '../inference/draws/bound-workspace.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { weighDraws } from '../inference/training/passes.ts';
import { type Mixture, mixtureMean, mixtureQuantile, mixtureSd } from './mixture.ts';
import { quantileLevels } from './weighted-values.ts';

/** What reported numbers are drawn for. */
export const reportPurpose = 'prediction';

/** Importance-weighted draws of one well; the arrays are copies and may be kept. */
export interface WellDraws {
  /** Index into `plan.individuals`. */
  readonly well: number;
  /** Pareto-smoothed, sum 1, [draw]; all 0 where no draw has a solution. */
  readonly weights: Float64Array;
  /** What the simulator saw, natural scale, [draw, model parameter]. */
  readonly parameters: Float64Array;
  /** The importance-weighted bound, nats. */
  readonly elbo: number;
  /** (sum w)^2 / sum w^2 of the weights as they are, from 1 to the number of draws; 0 where none has a solution. */
  readonly ess: number;
  /** Shape of the weights' tail (`pareto.ts`); NaN: not known. */
  readonly kHat: number;
  readonly largestWeight: number;
  readonly failedDraws: number;
  /** Of draws about the well's own mode, which stand for the guide's where those are worth too little. */
  readonly refined?: {
    /** The bound that they give, nats; `elbo` stays that of the guide. */
    readonly bound: number;
    /** What the guide's draws are worth. */
    readonly guideEss: number;
  };
}

/**
 * Draws and weighs one well with noise of its own: never that of the evaluations, one of which was chosen for its luck
 * (INFERENCE.md, 9). The kernel must be bound.
 */
export async function drawWell(
  plan: FitPlan,
  weights: Float64Array,
  kernel: Kernel,
  well: number,
  step: number,
  workspace: BoundWorkspace,
): Promise<WellDraws> {
  const draws = plan.settings.evaluationDraws;
  const request = { wells: Int32Array.of(well), draws, purpose: reportPurpose, step } as const;
  await weighDraws({ plan, weights, request, workspace }, kernel, false);
  return weighedDraws(plan, well, workspace);
}

/** The draws of one well that a workspace holds as its series 0, weighed. */
export function weighedDraws(plan: FitPlan, well: number, workspace: BoundWorkspace): WellDraws {
  const draws = plan.settings.evaluationDraws;
  const own = workspace.weight.slice(0, draws);
  const { weights: smoothed, kHat } = smoothWeights(own);
  return {
    well,
    weights: smoothed,
    parameters: workspace.parameters.slice(0, draws * plan.model.parameters.length),
    elbo: workspace.bound[0] as number,
    ess: effectiveDraws(own),
    kHat,
    largestWeight: own.reduce((most, weight) => Math.max(most, weight), 0),
    failedDraws: workspace.failed[0] as number,
  };
}

/** Predictive distribution of a well's readings on the scaled data, residual error included, [signal of the model, time]. */
export interface WellBands {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly quantiles: Quantiles<Float64Array>;
  /** Draws with weight and without a solution; they are left out. */
  readonly unsolved: number;
}

/** Draws with less weight than this shift no quantile that is given to 1e-6 of the sd. */
const leastWeight = 1e-9;

/** What draws of a well predict, draws without a solution left out. */
export interface SolvedDraws {
  /** signals of the model x times. */
  readonly length: number;
  /** Sum 1, [draw]; empty where none has a solution. */
  readonly weights: Float64Array;
  /** Which of the well's draws each one is, ascending, [draw]. */
  readonly indices: Int32Array;
  /** Observables and residual sd, scaled data, [draw, signal, time]. */
  readonly observables: Float64Array;
  readonly residualSd: Float64Array;
  /** Draws with weight and without a solution. */
  readonly unsolved: number;
}

/** NaN everywhere where no draw of the well has a solution. */
export async function predictWell(plan: FitPlan, kernel: Kernel, draws: PredictedDraws): Promise<WellBands> {
  return bandsOf(await solveDraws(plan, kernel, draws));
}

type PredictedDraws = Pick<WellDraws, 'well' | 'weights' | 'parameters'>;

/** The kernel must be bound, and have the weights of the model's networks. */
export async function solveDraws(plan: FitPlan, kernel: Kernel, draws: PredictedDraws): Promise<SolvedDraws> {
  const individual = plan.individuals[draws.well] as FitPlan['individuals'][number];
  const length = plan.model.observables.length * individual.times_h.length;
  const width = plan.model.parameters.length;
  const chosen = Array.from(draws.weights, (_, k) => k).filter(
    (k) => (draws.weights[k] as number) >= leastWeight,
  );
  const parameters = new Float64Array(chosen.length * width);
  chosen.forEach((k, n) => {
    parameters.set(draws.parameters.subarray(k * width, (k + 1) * width), n * width);
  });
  const observables = new Float64Array(chosen.length * length);
  const residualSd = new Float64Array(chosen.length * length);
  const status = new Uint8Array(chosen.length);
  if (chosen.length > 0) {
    await kernel.simulate(
      { individuals: Int32Array.of(draws.well), draws: chosen.length, parameters },
      { status, observables, residualSd },
    );
  }
  const good = chosen.map((_, n) => n).filter((n) => status[n] === statusCode.ok);
  const total = good.reduce((sum, n) => sum + (draws.weights[chosen[n] as number] as number), 0);
  good.forEach((n, k) => {
    observables.copyWithin(k * length, n * length, (n + 1) * length);
    residualSd.copyWithin(k * length, n * length, (n + 1) * length);
  });
  return {
    length,
    weights: Float64Array.from(good, (n) => (draws.weights[chosen[n] as number] as number) / total),
    indices: Int32Array.from(good, (n) => chosen[n] as number),
    observables: observables.subarray(0, good.length * length),
    residualSd: residualSd.subarray(0, good.length * length),
    unsolved: chosen.length - good.length,
  };
}

/** The predictive distribution of one reading; the arrays of `mixture` [draw] are filled. */
export function enterMixture(
  { length, observables, residualSd }: SolvedDraws,
  at: number,
  mixture: Mixture,
): void {
  for (let k = 0; k < mixture.weights.length; k++) {
    mixture.means[k] = observables[k * length + at] as number;
    mixture.sds[k] = residualSd[k * length + at] as number;
  }
}

/** An empty one for `enterMixture`. */
export function mixtureFor({ weights }: SolvedDraws): Mixture {
  return { means: new Float64Array(weights.length), sds: new Float64Array(weights.length), weights };
}

export function bandsOf(solved: SolvedDraws): WellBands {
  const { length, weights, unsolved } = solved;
  const bands = emptyBands(length, unsolved);
  if (weights.length === 0) return bands;
  const mixture = mixtureFor(solved);
  for (let at = 0; at < length; at++) {
    enterMixture(solved, at, mixture);
    const mean = mixtureMean(mixture);
    const sd = mixtureSd(mixture, mean);
    bands.mean[at] = mean;
    bands.sd[at] = sd;
    for (const name of ['q025', 'q25', 'q50', 'q75', 'q975'] as const) {
      bands.quantiles[name][at] = mixtureQuantile(mixture, quantileLevels[name], sd);
    }
  }
  return bands;
}

/** The predictive distributions of a well's readings. */
export interface WellPredictive {
  /** Signals times times. */
  readonly length: number;
  /** Draws with weight and without a solution; they are left out. */
  readonly unsolved: number;
  /** Of one reading, by its place in [signal of the model, time]; good until the next call. null: no draw has a solution. */
  mixtureAt(at: number): Mixture | null;
}

export async function predictiveOf(
  plan: FitPlan,
  kernel: Kernel,
  draws: PredictedDraws,
): Promise<WellPredictive> {
  return predictiveFrom(await solveDraws(plan, kernel, draws));
}

export function predictiveFrom(solved: SolvedDraws): WellPredictive {
  const { length, unsolved, weights } = solved;
  const mixture = mixtureFor(solved);
  return {
    ...{ length, unsolved },
    mixtureAt(at) {
      if (weights.length === 0) return null;
      enterMixture(solved, at, mixture);
      return mixture;
    },
  };
}

function emptyBands(length: number, unsolved: number): WellBands {
  const empty = () => new Float64Array(length).fill(Number.NaN);
  return {
    mean: empty(),
    sd: empty(),
    unsolved,
    quantiles: { q025: empty(), q25: empty(), q50: empty(), q75: empty(), q975: empty() },
  };
}
