import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { Correlated, ModelParameter } from './model.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxCorrelated } from './syntax.ts';

/** Parameters with the correlations of those that go together behind them, and which these are. */
export interface WithCorrelations {
  readonly parameters: readonly ModelParameter[];
  readonly correlated: readonly Correlated[];
}

/** What tables call a correlation, and specs that state its value. */
export function correlationName(one: string, other: string): string {
  return `corr(${one}, ${other})`;
}

/**
 * The correlations of individual parameters (`correlated r, K, rc by LKJ(2)`) as parameters of the population. A matrix of
 * correlations is made of partial ones, which are free of each other: of i and j given all before j, in the order in which the
 * parameters are stated. Under LKJ(eta), a density of det(R)^(eta - 1), that of members i > j of d, counted from 0, is 2 Beta(b, b) - 1
 * with b = eta + (d - 2 - j) / 2 (D. Lewandowski, D. Kurowicka, H. Joe, J. Multivariate Analysis 100:1989, 2009, section 2.4).
 */
export function checkCorrelated(
  source: SourceText,
  parameters: readonly ModelParameter[],
  stated: readonly SyntaxCorrelated[],
  problems: Problem[],
): WithCorrelations {
  const all = [...parameters];
  const names = parameters.map(({ name }) => name);
  const taken = new Set<string>();
  const correlated = stated.flatMap((line): readonly Correlated[] => {
    const known = problems.length;
    for (const member of line.members) {
      const fault = faultOf(parameters[names.indexOf(member.name)], member.name, { names, taken });
      taken.add(member.name);
      if (fault !== null)
        problems.push(source.problem('model.correlated', member, fault.message, fault.remedy));
    }
    if (line.members.length < 2)
      problems.push(
        source.problem(
          'model.correlated',
          line,
          'one parameter alone has no correlation',
          'name two or more, or leave the line out',
        ),
      );
    if (problems.length > known) return [];
    const members = line.members.map(({ name }) => names.indexOf(name)).sort((a, b) => a - b);
    const correlations: number[] = [];
    for (const [i, one] of members.entries()) {
      for (const [j, other] of members.slice(0, i).entries()) {
        const sigma = line.shape + (members.length - 2 - j) / 2;
        correlations.push(all.length);
        all.push({
          ...{ name: correlationName(names[other] ?? '', names[one] ?? ''), unit: '', level: 'population' },
          prior: { distribution: 'LKJ', mu: line.shape, sigma, lower: -1, upper: 1, statesPrec: false },
          ...{ value: null, limits: null, part: false, place: line.members[0]?.place ?? {} },
        });
      }
    }
    return [{ members, correlations }];
  });
  return { parameters: all, correlated };
}

/** Why a parameter cannot be correlated with others; null: it can. */
function faultOf(
  parameter: ModelParameter | undefined,
  name: string,
  { names, taken }: { readonly names: readonly string[]; readonly taken: ReadonlySet<string> },
): { readonly message: string; readonly remedy: string } | null {
  if (parameter === undefined) {
    const nearest = nearestName(name, names);
    return {
      message: `\`${name}\` is not a parameter`,
      remedy:
        nearest === null
          ? `add under parameters: ${name} individual LogNormal(0, 1)`
          : `did you mean \`${nearest}\`?`,
    };
  }
  if (taken.has(name))
    return {
      message: `\`${name}\` is named twice among what is correlated`,
      remedy: 'name all that go together on one line, each once',
    };
  const { level, prior } = parameter;
  if (level !== 'individual')
    return {
      message: `\`${name}\` is ${level}: wells have no values of their own that could go together`,
      remedy: 'name individual parameters',
    };
  if (prior === null || (prior.distribution !== 'Normal' && prior.distribution !== 'LogNormal'))
    return {
      message: `\`${name}\` is neither normal among wells nor is its logarithm`,
      remedy: `give it a Normal or LogNormal prior, or leave it out here`,
    };
  return null;
}
