import type { Problem } from '../base/problem.ts';
import type { Expression } from './expression.ts';
import type { Model } from './model.ts';
import type { SourceText } from './source-text.ts';
import type { SyntaxExpression, SyntaxModel } from './syntax.ts';
import { meetsInTime } from './time-switches.ts';

/** What an expression depends on, through definitions. */
interface Dependence {
  /** Names of parameters that are learned. */
  readonly learned: ReadonlySet<string>;
  /** Whether it varies from time to time, from state to state, or from well to well by doses. */
  readonly varies: boolean;
}

/**
 * Warns of conditions with a parameter in them that cannot be learned from when or where they change: what jumps has the
 * derivative 0, where it has one. Conditions on time in rates are not among them (`time-switches.ts`): moving a switch moves the solution.
 *
 * @param definitions in the model's order.
 */
export function checkConditions(
  source: SourceText,
  syntax: SyntaxModel,
  definitions: SyntaxModel['definitions'],
  model: Model,
): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const dependenceOf = dependences(model);
  const look = (text: SyntaxExpression, meant: Expression, isObserved: boolean): void => {
    if (text.kind !== 'call' || meant.kind !== 'call') return;
    text.args.forEach((arg, index) => {
      const other = meant.args[index];
      if (other !== undefined) look(arg, other, isObserved);
    });
    const [a, b] = meant.args;
    if (text.operation !== 'less' || a === undefined || b === undefined) return;
    const { learned, varies } = dependenceOf(meant);
    const isTimed = meetsInTime(a, b, model) !== null;
    if (learned.size === 0 || !varies || (isTimed && !isObserved)) return;
    const names = [...learned].map((name) => `\`${name}\``).join(', ');
    // copies of one line by `each` would say the same
    const key = `${text.line}:${text.column}:${names}`;
    problems.set(
      key,
      source.problem(
        'model.noGradient',
        text,
        `where this condition changes has no gradient: a fit learns ${names} from the branches only, not from the change`,
        isTimed
          ? 'put the switch into a rate, or write a gradual change: sigmoid((t - on_at) / width)'
          : 'write a gradual change, such as sigmoid((X - K) / width) with a width that is small beside K, or, for a switch in time, compare `t` itself: t > on_at',
        'warning',
      ),
    );
  };
  const observed = observedDefinitions(model);
  definitions.forEach(({ expression }, index) => {
    const meant = model.definitions[index];
    if (meant !== undefined) look(expression, meant.expression, observed.has(index));
  });
  for (const { name, expression } of syntax.rates) {
    const state = model.states.find((one) => one.name === name);
    if (state !== undefined) look(expression, state.rate, false);
  }
  syntax.observables.forEach(({ expression }, index) => {
    const meant = model.observables[index];
    if (meant !== undefined) look(expression, meant.expression, true);
  });
  return [...problems.values()];
}

function dependences(model: Model): (expression: Expression) => Dependence {
  const known: Dependence[] = [];
  const of = (expression: Expression): Dependence => {
    switch (expression.kind) {
      case 'number':
        return { learned: new Set(), varies: false };
      case 'output':
        return { learned: new Set(), varies: true };
      case 'call': {
        const parts = expression.args.map(of);
        return {
          learned: new Set(parts.flatMap(({ learned }) => [...learned])),
          varies: parts.some(({ varies }) => varies),
        };
      }
      case 'name':
        return ofName(expression);
    }
  };
  const ofName = ({ role, index, name }: Extract<Expression, { kind: 'name' }>): Dependence => {
    if (role === 'parameter') {
      const { level, carries } = model.parameters[index] ?? { level: 'constant' };
      const isLearned = level !== 'constant' && carries === undefined;
      return { learned: new Set(isLearned ? [name] : []), varies: false };
    }
    const definition = role === 'definition' ? known[index] : undefined;
    return definition ?? { learned: new Set(), varies: true };
  };
  // in their order each uses only earlier ones: a long chain needs no deep calls
  for (const { expression } of model.definitions) known.push(of(expression));
  return of;
}

/** Definitions that an observable uses, or one of those that it uses. */
function observedDefinitions(model: Model): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'call') for (const arg of expression.args) visit(arg);
    if (expression.kind === 'name' && expression.role === 'definition') found.add(expression.index);
  };
  for (const { expression, residual } of model.observables) {
    const { precision, nu, correlation, whiteShare, discrepancy } = residual;
    const parts = [expression, precision, nu, correlation, whiteShare, discrepancy?.sd, discrepancy?.time];
    for (const part of parts) if (part) visit(part);
  }
  // each uses only earlier ones, so from the last on all users of one are known
  for (let index = model.definitions.length - 1; index >= 0; index--) {
    const definition = model.definitions[index];
    if (definition !== undefined && found.has(index)) visit(definition.expression);
  }
  return found;
}
