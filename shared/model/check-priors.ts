import { pushAll } from '../base/lists.ts';
import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { ModelParameter } from './model.ts';
import { deviceFactor, levelRank, type PriorSpec } from './prior.ts';
import type { Resolver } from './resolve.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxParameter, SyntaxParent } from './syntax.ts';

/** More than any hierarchy has; longer chains are hostile or generated wrongly. */
const mostAncestors = 100;

/**
 * Parameters of the model, with the names in their priors checked: each is a parameter of the same or a higher level,
 * none goes in a circle, and a width and what has its logarithm taken are positive (INFERENCE.md, 1 and 9).
 */
export function checkPriors(
  source: SourceText,
  parameters: readonly SyntaxParameter[],
  resolver: Resolver,
  problems: Problem[],
): readonly ModelParameter[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const refuse = (at: SyntaxParent, message: string, remedy: string): void => {
    problems.push(source.problem('model.priorParameter', at, message, remedy));
  };
  const checkParent = (parameter: SyntaxParameter, parent: SyntaxParent): void => {
    const found = byName.get(parent.name);
    resolver.entryOf(parent.name);
    if (found === undefined) {
      const nearest = nearestName(parent.name, [...byName.keys()]);
      const isFree = parent.of === 'mu' || parent.of === 'coefficient';
      const example = isFree ? 'Normal(0, 1)' : 'LogNormal(-1, 1)';
      refuse(
        parent,
        `the prior of \`${parameter.name}\` names \`${parent.name}\`, which is not a parameter`,
        nearest === null || nearest === parameter.name
          ? `add under parameters: ${parent.name} population ${example}`
          : `did you mean \`${nearest}\`?`,
      );
    } else if (levelRank[found.level] > levelRank[parameter.level]) {
      // a prior may only name what is drawn before it, or with it
      refuse(
        parent,
        `\`${parameter.name}\` is ${parameter.level} and its prior names \`${parent.name}\`, which is ${found.level}`,
        'name a parameter of the same level or of one above it: constant, population, group, individual',
      );
    } else if (found.level === 'group' && parameter.level === 'group' && found.factor !== parameter.factor) {
      const each = ({ factor = deviceFactor }: SyntaxParameter): string => `has a value for each ${factor}`;
      refuse(
        parent,
        `\`${parameter.name}\` ${each(parameter)} and its prior names \`${parent.name}\`, which ${each(found)}`,
        'name a parameter of the same groups, or of the population',
      );
    } else if (parent.of === 'covariate' && found.carries !== undefined) {
      refuse(
        parent,
        `\`${parent.name}\` is 0 for devices that do not carry it, and 0 has no logarithm`,
        'name a part, or a parameter with a positive prior',
      );
    } else if ((parent.of === 'sigma' || parent.of === 'covariate') && !isPositive(found)) {
      const what = parent.of === 'sigma' ? 'is the width of a prior' : 'stands in a logarithm';
      refuse(
        parent,
        `\`${parent.name}\` ${what} and may be 0 or less`,
        `give it a positive prior, such as ${parent.name} population LogNormal(-1, 1)`,
      );
    }
  };
  const isEndless = (start: SyntaxParameter): boolean => {
    const seen = new Set<string>();
    const waiting = start.parents.map(({ name }) => name);
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (name === start.name || seen.size > mostAncestors) return true;
      if (!seen.has(name))
        pushAll(
          waiting,
          (byName.get(name)?.parents ?? []).map((parent) => parent.name),
        );
      seen.add(name);
    }
    return false;
  };
  const endless = new Set<SyntaxParameter>();
  for (const parameter of parameters) {
    for (const parent of parameter.parents) checkParent(parameter, parent);
    const [first] = parameter.parents;
    if (first === undefined || !isEndless(parameter)) continue;
    endless.add(parameter);
    refuse(
      first,
      `the prior of \`${parameter.name}\` leads to ever more parameters, or back to itself`,
      'write a number in one of the priors',
    );
  }
  /** Where a fit starts: the middle of the prior, through the parameters that it names. */
  const middle = (name: string): number => {
    const parameter = byName.get(name);
    if (parameter === undefined || endless.has(parameter)) return 1;
    if (parameter.prior === null) return parameter.value ?? 1;
    return median(filled(parameter.prior));
  };
  const filled = (prior: PriorSpec): PriorSpec => ({
    ...prior,
    ...(prior.muParameter === undefined ? {} : { mu: middle(prior.muParameter) }),
    ...(prior.sigmaParameter === undefined ? {} : { sigma: middle(prior.sigmaParameter) }),
  });
  return parameters.map(({ line: _, column: __, parents: ___, ...parameter }) => ({
    ...parameter,
    prior: parameter.prior === null ? null : filled(parameter.prior),
  }));
}

function isPositive({ prior, value }: SyntaxParameter): boolean {
  if (prior === null) return value === null || value > 0;
  if (prior.distribution === 'TruncatedNormal') return (prior.lower ?? -1) >= 0;
  return prior.distribution !== 'Normal';
}

/** Of theta, natural scale; for TruncatedNormal roughly, which is near enough to start from. */
function median({ distribution, mu, sigma, lower, upper }: PriorSpec): number {
  switch (distribution) {
    case 'Normal':
      return mu;
    case 'LogNormal':
      return Math.exp(mu);
    case 'TruncatedNormal':
      // 0.6745 sd: the median of a half-normal
      return Math.min(Math.max(mu, (lower ?? -Infinity) + 0.6745 * sigma), upper ?? Infinity);
    case 'Kumaraswamy':
      // F(x) = 1 - (1 - x^a)^b = 1/2 (P. Kumaraswamy 1980)
      return (1 - 2 ** (-1 / sigma)) ** (1 / mu);
    case 'LKJ':
      return 0;
  }
}
