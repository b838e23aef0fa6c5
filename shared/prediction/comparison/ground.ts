import { sha256Hex } from '../../base/sha256.ts';
import type { WellSet } from '../../fit/fit-result.ts';
import type { FitOrderSettings } from '../../fit/settings.ts';
import { concatenate, projection, rawBytes, textBytes } from '../../inference/plan/fingerprint.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import type { Expression } from '../../model/expression.ts';

/** What two fits must have in common for their wells to be compared, and what decides which numbers can be; plain data. */
export interface ComparisonGround {
  readonly model: string;
  readonly posterior: FitOrderSettings['posterior'];
  readonly objective: FitOrderSettings['objective'];
  /** Draws a well that bounds and predictions are made of. */
  readonly draws: number;
  /** File -> SHA-256. */
  readonly data: Readonly<Record<string, string>>;
  readonly preprocessing: string;
  /** Hash of the corrections that act; empty: none. */
  readonly corrections: string;
  /** Fitted signal -> what it was divided by. */
  readonly scales: Readonly<Record<string, number>>;
  /** Fitted signal -> hash of its scaled readings, their times and which are known, well by well. */
  readonly readings: Readonly<Record<string, string>>;
  /** Ids. */
  readonly sets: Readonly<Record<WellSet, readonly string[]>>;
  /** The residual error of each signal with the priors of its parameters, as text. */
  readonly noise: string;
}

export function groundOf(plan: FitPlan): ComparisonGround {
  const { experiment, model, settings, signals, split } = plan;
  const ids = (wells: Int32Array): readonly string[] =>
    Array.from(wells, (well) => experiment.individuals[well].id).sort();
  const named = <T>(of: (signal: number, observable: number) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(signals.map((signal, s) => [experiment.signals[signal], of(signal, s)]));
  const corrections = experiment.corrections?.filter(({ on }) => on) ?? [];
  return {
    model: model.id,
    posterior: settings.posterior,
    objective: settings.objective,
    draws: settings.evaluationDraws,
    data: Object.fromEntries(experiment.sources.map(({ file, sha256 }) => [file, sha256])),
    preprocessing: experiment.preprocessing,
    corrections: corrections.length === 0 ? '' : hash(JSON.stringify(corrections)),
    scales: named((signal) => experiment.scales[signal]),
    readings: named((_, s) => readingsOf(plan, s)),
    sets: { train: ids(split.train), validation: ids(split.validation), 'held-out': ids(split.heldOut) },
    noise: noiseOf(plan),
  };
}

function readingsOf({ individuals, experiment }: FitPlan, s: number): string {
  const bytes = individuals.flatMap(({ times_h, observations, mask }, well) => {
    const times = times_h.length;
    return [
      textBytes(experiment.individuals[well].id),
      rawBytes(times_h),
      rawBytes(observations.slice(s * times, (s + 1) * times)),
      rawBytes(mask.slice(s * times, (s + 1) * times)),
    ];
  });
  return sha256Hex(concatenate(bytes));
}

function noiseOf(plan: FitPlan): string {
  const { model, parameters, experiment, signals } = plan;
  const names = new Set<string>();
  /** Whether it says all: what is computed elsewhere in the model is only named in it. */
  let isWhole = true;
  const look = (expression: Expression | null): void => {
    if (expression === null) return;
    if (expression.kind === 'call') for (const argument of expression.args) look(argument);
    if (expression.kind === 'output') isWhole = false;
    if (expression.kind !== 'name') return;
    if (expression.role === 'parameter') names.add(expression.name);
    if (expression.role === 'state' || expression.role === 'definition') isWhole = false;
  };
  const residuals = model.observables.map(({ residual }, s) => {
    look(residual.precision);
    look(residual.nu);
    look(residual.correlation);
    return [experiment.signals[signals[s]], wordsOf(residual)];
  });
  const sources = [...names].sort().map((name) => {
    const index = model.parameters.findIndex((one) => one.name === name);
    const drawn = parameters.drawn.find((one) => one.model === index);
    return [name, drawn === undefined ? parameters.template[index] : [drawn.level, drawn.prior.spec]];
  });
  const text = JSON.stringify({ residuals, sources });
  return isWhole ? text : `${text} of ${hash(JSON.stringify(model, projection))}`;
}

/** Indices count in a model's own lists: names say what is meant in every model. */
function wordsOf(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one) => (key === 'index' || key === 'place' ? undefined : one)),
  );
}

function hash(text: string): string {
  return sha256Hex(textBytes(text));
}
