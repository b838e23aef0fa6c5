import { pushAll } from '../base/lists.ts';
import type { ParameterSummary } from '../fit/fit-result.ts';
import type { FitPlan } from '../inference/plan/fit-plan.ts';
import { quantilesBy } from './weighted-values.ts';

/** A fit's rows of parameters, and after them those that its spec fixes, and that take another's values: the other's rows over again. */
export function withConstrained(
  plan: FitPlan,
  rows: readonly ParameterSummary[],
): readonly ParameterSummary[] {
  const { fixed, tied } = plan.spec.constraints;
  const all = [...rows, ...fixed.map(({ name }) => constantRow(plan, name, 'fixed'))];
  for (const { name, other } of tied) {
    const prior = `tied to ${other}`;
    const others = all.filter(({ parameter }) => parameter === other);
    if (others.length === 0) all.push({ ...constantRow(plan, other, prior), parameter: name });
    else
      pushAll(
        all,
        others.map((row) => ({ ...row, parameter: name, prior })),
      );
  }
  return all;
}

/** Of a parameter with one value for all wells that is not drawn. */
function constantRow({ model, parameters }: FitPlan, name: string, prior: string): ParameterSummary {
  const index = model.parameters.findIndex((parameter) => parameter.name === name);
  const value = parameters.template[index] ?? Number.NaN;
  return {
    ...{ level: 'constant', parameter: name, group: '', individual: '' },
    unit: model.parameters[index]?.unit ?? '',
    ...{ prior, priorMean: null, priorSd: null, mean: value, sd: 0 },
    quantiles: quantilesBy(() => value),
  };
}
