import type { Problem } from '../../base/problem.ts';
import type { Limits, Model, ModelParameter } from '../../model/model.ts';
import type { BoundedParameter, FixedParameter, TiedParameter } from './constraints.ts';
import type { FitSpec } from './fit-spec.ts';
import { refused, unknownParameter } from './refused-constraint.ts';
import { tieProblems } from './tie-problems.ts';

/** What of a spec's constraints its model cannot take. @param model before anything is tied. */
export function constraintProblems(spec: FitSpec, model: Model): readonly Problem[] {
  const { fixed, tied, bounded } = spec.constraints;
  const all = new Map(model.parameters.map((parameter) => [parameter.name, parameter]));
  const unknown = [...fixed, ...tied, ...bounded]
    .filter(({ name }) => !all.has(name))
    .map((one) => unknownParameter(one.name, model, one));
  if (unknown.length > 0) return unknown;
  const ties = new Map(tied.map((one) => [one.name, one]));
  return [
    ...togetherProblems(spec, model),
    ...fixed.flatMap((one) => (ties.has(one.name) ? [fixedAndTied(one)] : [])),
    ...fixed.flatMap((one) => outsideLimits(one, limitsOf(one.name, spec, all))),
    ...bounded.flatMap((one) => outsideBound(one, spec, all)),
    ...bounded.flatMap((one) => outsidePrior(one, spec, all)),
    ...bounded.flatMap((one) => boundOfTied(one, ties.get(one.name))),
    ...tied
      .filter(({ name }) => !fixed.some((one) => one.name === name))
      .flatMap((one) => tieProblems(one, spec, model)),
  ];
}

/** What goes together in wells is learned as it is: none of it is another's value, and a correlation has no limits. */
function togetherProblems({ constraints }: FitSpec, model: Model): readonly Problem[] {
  const named = (indices: readonly number[]): readonly string[] =>
    indices.flatMap((index) => model.parameters[index]?.name ?? []);
  return (model.correlated ?? []).flatMap(({ members, correlations }) => {
    const [own, pairs] = [named(members), named(correlations)];
    return [
      ...constraints.tied.filter(
        ({ name, other }) => [...own, ...pairs].includes(name) || pairs.includes(other),
      ),
      ...constraints.bounded.filter(({ name }) => pairs.includes(name)),
    ].map(({ name, ...at }) =>
      refused(
        'spec.correlated',
        `${own.join(', ')} of a well are correlated in ${model.id}, and ${name} is to be something else`,
        `Leave ${name} out here, or copy the model and take its line “correlated” out.`,
        at,
      ),
    );
  });
}

type ByName = ReadonlyMap<string, ModelParameter>;

function limitsOf(name: string, { constraints }: FitSpec, all: ByName): Limits | null {
  return constraints.bounded.find((one) => one.name === name)?.limits ?? all.get(name)?.limits ?? null;
}

function fixedAndTied({ name, ...at }: FixedParameter): Problem {
  const remedy = 'Keep one of the two, under params.fix or under params.tie.';
  return refused('spec.tie', `${name} is fixed, and tied as well`, remedy, at);
}

function outsideLimits({ name, value, ...at }: FixedParameter, limits: Limits | null): readonly Problem[] {
  if (limits === null || (value >= limits.lower && value <= limits.upper)) return [];
  const { lower, upper } = limits;
  const message = `${name} is fixed at ${value}, and its limits are ${lower} .. ${upper}`;
  const remedy = `Give a value within them, or other limits: params.bound.${name}.`;
  return [refused('spec.fix', message, remedy, at)];
}

/** Of a constant that no `fix` states. */
function outsideBound(
  { name, limits, ...at }: BoundedParameter,
  spec: FitSpec,
  all: ByName,
): readonly Problem[] {
  if (spec.constraints.fixed.some((one) => one.name === name)) return [];
  const parameter = all.get(name);
  const value = spec.constants.get(name) ?? (parameter?.level === 'constant' ? parameter.value : null);
  const isStated = spec.parameters.some((one) => one.name === name);
  return value === null || isStated ? [] : outsideLimits({ name, value, ...at }, limits);
}

/** A bound that no value of the prior lies within. */
function outsidePrior(
  { name, limits, ...at }: BoundedParameter,
  spec: FitSpec,
  all: ByName,
): readonly Problem[] {
  if (spec.constants.has(name)) return [];
  const prior = spec.parameters.find((one) => one.name === name)?.prior ?? all.get(name)?.prior ?? null;
  if (prior === null || prior.distribution === 'Normal') return [];
  const isOpen = prior.distribution === 'LogNormal';
  const [lower, upper] = isOpen ? [0, Infinity] : [prior.lower ?? 0, prior.upper ?? 1];
  if (limits.upper > lower && limits.lower < upper) return [];
  const message = `nothing of the prior of ${name}, ${isOpen ? 'above 0' : `${lower} .. ${upper}`}, lies within ${limits.lower} .. ${limits.upper}`;
  return [refused('spec.bound', message, 'Give limits around what the prior expects, or another prior.', at)];
}

function boundOfTied({ name, ...at }: BoundedParameter, tie: TiedParameter | undefined): readonly Problem[] {
  if (tie === undefined) return [];
  const message = `${name} is tied to ${tie.other} and has no limits of its own`;
  return [refused('spec.tie', message, `Give ${tie.other} the limits.`, at)];
}
