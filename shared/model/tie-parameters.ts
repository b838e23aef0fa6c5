import { runWork, type Work } from '../base/work.ts';
import type { SyntaxExpression, SyntaxModel, SyntaxObservable, SyntaxParameter } from './syntax.ts';

/**
 * The model with some parameters taken out, and another's name wherever theirs stood, as if the text had used the other there:
 * `ties` has `dS` -> `dR`. An other is not itself taken out.
 */
export function tieParameters(syntax: SyntaxModel, ties: ReadonlyMap<string, string>): SyntaxModel {
  if (ties.size === 0) return syntax;
  const renamed = (name: string): string => ties.get(name) ?? name;
  function* rename(expression: SyntaxExpression): Work<SyntaxExpression> {
    if (expression.kind === 'number') return expression;
    if (expression.kind === 'name') return { ...expression, name: renamed(expression.name) };
    const args: SyntaxExpression[] = [];
    for (const arg of expression.args) args.push(yield rename(arg));
    return { ...expression, args };
  }
  const tied = (expression: SyntaxExpression): SyntaxExpression => runWork(rename(expression));
  const orNull = (expression: SyntaxExpression | null): SyntaxExpression | null =>
    expression === null ? null : tied(expression);
  const withTied = <T extends { readonly expression: SyntaxExpression }>(equation: T): T => ({
    ...equation,
    expression: tied(equation.expression),
  });
  const errorsTied = (observable: SyntaxObservable): SyntaxObservable => ({
    ...withTied(observable),
    width: withTied(observable.width),
    nu: orNull(observable.nu),
    correlation: orNull(observable.correlation),
    whiteShare: orNull(observable.whiteShare),
    discrepancy: observable.discrepancy && {
      sd: tied(observable.discrepancy.sd),
      time: tied(observable.discrepancy.time),
    },
  });
  return {
    ...syntax,
    parameters: syntax.parameters
      .filter(({ name }) => !ties.has(name))
      .map((parameter) => priorTied(parameter, renamed)),
    states: syntax.states.map((state) => ({ ...state, initial: tied(state.initial) })),
    definitions: syntax.definitions.map(withTied),
    rates: syntax.rates.map(withTied),
    networks: syntax.networks.map((layer) => ({ ...layer, inputs: layer.inputs.map(tied) })),
    observables: syntax.observables.map(errorsTied),
  };
}

function priorTied(parameter: SyntaxParameter, renamed: (name: string) => string): SyntaxParameter {
  const { prior, parents } = parameter;
  if (prior === null || parents.length === 0) return parameter;
  const { muParameter, sigmaParameter, muTerms } = prior;
  return {
    ...parameter,
    prior: {
      ...prior,
      ...(muParameter !== undefined && { muParameter: renamed(muParameter) }),
      ...(sigmaParameter !== undefined && { sigmaParameter: renamed(sigmaParameter) }),
      ...(muTerms !== undefined && {
        muTerms: muTerms.map(({ coefficient, of }) => ({
          coefficient: renamed(coefficient),
          of: renamed(of),
        })),
      }),
    },
    parents: parents.map((parent) => ({ ...parent, name: renamed(parent.name) })),
  };
}
