import { normalQuantile } from '../base/normal.ts';
import type { ParameterSummary } from '../fit/fit-result.ts';
import { scaleOf } from '../inference/guide/moments.ts';
import { factorNamed } from '../inference/plan/factor.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { type DrawnEntry, partAt, pointValue, readableMoments } from '../inference/plan/parameter-layout.ts';
import { normalMoments } from '../inference/prior/eta-prior.ts';
import { toNatural } from '../inference/prior/transform.ts';
import { priorText } from '../model/prior.ts';
import type { WellDraws } from './predict-well.ts';
import { quantilesBy, type Summary, summariseDraws } from './weighted-values.ts';

/** Rows that belong to no well: population parameters as q(u) has them, and `fixed` part values. */
export function sharedSummaries(plan: FitPlan, weights: Float64Array): ParameterSummary[] {
  const populations = plan.parameters.drawn.filter(({ level }) => level === 'population');
  const moments = plan.guide.populationMoments(weights);
  const rows = populations.map((entry, p): ParameterSummary => {
    const mean = moments.mean[p] as number;
    const sd = scaleOf(moments.logPrecision[p] as number);
    return {
      ...rowStart(plan, entry),
      group: '',
      individual: '',
      ...normalMoments(entry.prior.transform, mean, sd),
      quantiles: quantilesBy((level) => toNatural(entry.prior.transform, mean + sd * normalQuantile(level))),
    };
  });
  for (const fixed of fixedValues(plan, weights)) {
    const unit = plan.model.parameters.find((parameter) => parameter.name === fixed.parameter)?.unit ?? '';
    rows.push({
      level: 'group',
      parameter: fixed.parameter,
      group: fixed.group,
      individual: '',
      unit,
      prior: 'fixed',
      priorMean: null,
      priorSd: null,
      mean: fixed.value,
      sd: 0,
      quantiles: quantilesBy(() => fixed.value),
    });
  }
  return rows;
}

/** Part values without a distribution, one a part: `aR:1`. */
export function fixedValues(
  plan: FitPlan,
  weights: Float64Array,
): { readonly parameter: string; readonly group: string; readonly value: number }[] {
  return plan.parameters.points.flatMap((point, index) => {
    const { offset } = plan.guide.points[index] as { readonly offset: number };
    return Array.from({ length: point.parts.count }, (_, part) => ({
      parameter: point.name,
      group: `${point.name}:${part}`,
      value: pointValue(point, weights, offset, part),
    }));
  });
}

/** Draws that a spread must rest on: of fewer it has neither an sd nor quantiles (INFERENCE.md, 7). */
export const leastEffective = 10;

/**
 * Rows of one well: its individual parameters, and its draws of group parameters (under `iwae` each well has its own). Where
 * no draw has a solution nothing was learned of the well, and its numbers are NaN: blank in files; where fewer draws than
 * `leastEffective` count, sd and quantiles are.
 */
export function wellSummaries(plan: FitPlan, draws: WellDraws): ParameterSummary[] {
  const { drawn } = plan.parameters;
  const individual = plan.experiment.individuals[draws.well] as FitPlan['experiment']['individuals'][number];
  const width = plan.model.parameters.length;
  const isUnsolved = draws.failedDraws === draws.weights.length;
  return drawn
    .filter(({ level }) => level !== 'population')
    .map((entry) => {
      const values = draws.weights.map((_, k) => draws.parameters[k * width + entry.model] as number);
      return {
        ...rowStart(plan, entry),
        group: groupOf(plan, entry, draws.well),
        individual: individual.id,
        ...(isUnsolved ? nothingKnown : spreadKnown(summariseDraws(values, draws.weights), draws.ess)),
      };
    });
}

/** Of the level that a well has of the parameter's factor: its part (`aR:1`), or its title; empty where there is no factor. */
function groupOf({ factors }: FitPlan, { name, factor, parts }: DrawnEntry, well: number): string {
  if (factor === null) return '';
  const { titles, levelOf } = factorNamed(factors, factor);
  const level = levelOf[well] as number;
  const part = parts === null ? null : partAt(parts, level);
  return part === null ? (titles[level] ?? '') : `${name}:${part}`;
}

const unknown = Number.NaN;
const nothingKnown: Summary = { mean: unknown, sd: unknown, quantiles: quantilesBy(() => unknown) };

function spreadKnown(summary: Summary, ess: number): Summary {
  return ess < leastEffective ? { ...nothingKnown, mean: summary.mean } : summary;
}

function rowStart(plan: FitPlan, entry: DrawnEntry) {
  const moments = readableMoments(entry.prior);
  return {
    level: entry.level as string,
    parameter: entry.name,
    unit: plan.model.parameters[entry.model]?.unit ?? '',
    prior: priorText(entry.prior.spec),
    priorMean: moments.mean,
    priorSd: moments.sd,
  };
}
