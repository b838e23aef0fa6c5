import { present } from '../../base/assert.ts';
import type { ParameterSummary } from '../../fit/fit-result.ts';
import { levelAt } from '../../inference/plan/factor.ts';
import type { FitPlan } from '../../inference/plan/fit-plan.ts';
import { partAt, readableMoments } from '../../inference/plan/parameter-layout.ts';
import { partPrior } from '../../inference/posterior/joint/joint-layout.ts';
import { etaPrior } from '../../inference/prior/eta-prior.ts';
import { deviceFactor, priorText } from '../../model/prior.ts';
import { leastEffective } from '../parameter-summary.ts';
import type { WellDraws } from '../predict-well.ts';
import { unmeasuredOf } from '../scenario/unmeasured.ts';
import { quantilesBy, summariseDraws } from '../weighted-values.ts';

/** What of a well no training well has: its values come from their priors and this well's readings alone. */
export interface UnmeasuredValues {
  /** Names of group parameters. */
  readonly names: ReadonlySet<string>;
  /** Marks, in words. */
  readonly marks: readonly string[];
}

export function unmeasuredValues(plan: FitPlan, well: number): UnmeasuredValues {
  const { experiment, parameters, factors, split } = plan;
  const { device, parts } = unmeasuredOf(plan, experiment.individuals[well].device);
  const names = new Set(parts);
  const byFactor = new Map<string, string[]>();
  for (const { name, level, factor, parts: group } of parameters.drawn) {
    if (level !== 'group' || factor === null || group !== null) continue;
    const own = levelAt(factors, factor, well);
    if (split.train.some((other) => levelAt(factors, factor, other) === own)) continue;
    names.add(name);
    byFactor.set(factor, [...(byFactor.get(factor) ?? []), name]);
  }
  const alone = 'the prior and this well alone';
  return {
    names,
    marks: [
      ...[...parts].map((group) => `part never measured: ${group} has ${alone}`),
      ...(device && !byFactor.has(deviceFactor) ? ['device never measured'] : []),
      ...[...byFactor].map(([factor, own]) => `${factor} never measured: ${own.join(', ')} have ${alone}`),
    ],
  };
}

/** Rows of parts that no training well has and that the fit has as points, or as values that wells share. */
export function unmeasuredRows(
  plan: FitPlan,
  draws: WellDraws,
  names: ReadonlySet<string>,
): ParameterSummary[] {
  const { id, device } = present(plan.experiment.individuals[draws.well], 'a well of the plan');
  const width = plan.model.parameters.length;
  const prior = etaPrior(partPrior);
  const { mean: priorMean, sd: priorSd } = readableMoments(prior);
  return plan.parameters.points
    .filter(({ name }) => names.has(name))
    .map(({ name, model, parts }): ParameterSummary => {
      const values = draws.weights.map((_, k) => draws.parameters[k * width + model]);
      const all = summariseDraws(values, draws.weights);
      const isFew = draws.ess < leastEffective;
      return {
        ...{ level: 'group', parameter: name, group: `${name}:${partAt(parts, device)}`, individual: id },
        ...{ unit: plan.model.parameters[model].unit, prior: priorText(partPrior), priorMean, priorSd },
        mean: draws.ess > 0 ? all.mean : Number.NaN,
        sd: isFew ? Number.NaN : all.sd,
        quantiles: isFew ? quantilesBy(() => Number.NaN) : all.quantiles,
      };
    });
}
