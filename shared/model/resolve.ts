import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import type { Expression } from './expression.ts';
import type { NameEntry, NameTable } from './names.ts';
import { callableNames } from './operations/index.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxExpression } from './syntax.ts';

/** Where an expression stands decides which names it may use. */
export type Context =
  /** Before anything moves: parameters and constant treatments. */
  | 'initial'
  /** Definitions, layers, rates, formulas of observables: all but `prediction`. */
  | 'dynamics'
  /** Residual errors: `prediction` as well. */
  | 'residual';

export interface Resolver {
  /** Names become references; an unknown or misplaced one is a problem and counts as 0. */
  resolve(expression: SyntaxExpression, context: Context): Expression;
  /** What a single name stands for, for places that take more than quantities; undefined if nothing. */
  entryOf(name: string): NameEntry | undefined;
  readonly used: ReadonlySet<string>;
}

export function makeResolver(source: SourceText, names: NameTable, problems: Problem[]): Resolver {
  const used = new Set<string>();
  const zero: Expression = { kind: 'number', value: 0 };

  const refuse = (position: Position, code: string, message: string, remedy: string): Expression => {
    problems.push(source.problem(code, position, message, remedy));
    return zero;
  };
  const resolveName = (name: string, position: Position, context: Context): Expression => {
    const entry = names.get(name);
    if (entry === undefined) {
      problems.push(unknownName(source, names, name, position));
      return zero;
    }
    used.add(name);
    switch (entry.kind) {
      case 'number':
        return entry;
      case 'output':
        if (context !== 'initial') return entry;
        return refuseInitial(name, 'an output of a network', position);
      case 'layer':
        return refuse(
          position,
          'model.layerAsNumber',
          `\`${name}\` is a whole layer, not one number`,
          'give its outputs names (layer for a, b) and write one of them, or use it as an input of another layer',
        );
      case 'parts':
        return refuse(
          position,
          'model.partsAsNumber',
          '`parts` is a list, not one number',
          'use it as an input of a layer',
        );
      case 'amount':
        return refuse(
          position,
          'model.amount',
          `\`${name}\` is an amount that is added to a state; it has no value in between`,
          'use the state',
        );
      case 'name':
        break;
    }
    if (context === 'initial' && entry.role !== 'parameter' && entry.role !== 'treatment') {
      return refuseInitial(name, `a ${entry.role}`, position);
    }
    if (context !== 'residual' && entry.role === 'prediction') {
      return refuse(
        position,
        'model.prediction',
        '`prediction` has a value only in the residual error of an observable',
        'use it after `with`',
      );
    }
    return { ...entry, name };
  };
  const refuseInitial = (name: string, what: string, position: Position): Expression =>
    refuse(
      position,
      'model.initial',
      `an initial value cannot use \`${name}\`, which is ${what}`,
      'use numbers, parameters and treatments',
    );
  const resolve = (expression: SyntaxExpression, context: Context): Expression => {
    switch (expression.kind) {
      case 'number':
        return { kind: 'number', value: expression.value };
      case 'name':
        return resolveName(expression.name, expression, context);
      case 'call': {
        const { operation } = expression;
        return { kind: 'call', operation, args: expression.args.map((arg) => resolve(arg, context)) };
      }
    }
  };
  return {
    resolve,
    used,
    entryOf: (name) => {
      const entry = names.get(name);
      if (entry !== undefined) used.add(name);
      return entry;
    },
  };
}

/** Letters of two scripts may look the same: their numbers tell them apart. */
function lettersApart(name: string, nearest: string): string {
  const [own, others] = [[...name], [...nearest]];
  const at = own.findIndex((letter, index) => letter !== others[index]);
  const number = (letter: string | undefined): string =>
    `U+${(letter?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const strange = /[^\p{ASCII}]/u.test(`${own[at]}${others[at]}`) && own.length === others.length;
  return strange ? ` (here ${number(own[at])}, there ${number(others[at])})` : '';
}

function unknownName(source: SourceText, names: NameTable, name: string, position: Position): Problem {
  const nearest = nearestName(name, [...names.keys()]);
  const remedy = callableNames.includes(name)
    ? `\`${name}\` is a function: write ${name}(...)`
    : nearest === null
      ? 'define it under definitions, or list it under parameters, states or treatments'
      : `did you mean \`${nearest}\`?${lettersApart(name, nearest)}`;
  return source.problem('model.unknownName', position, `the name \`${name}\` is not defined`, remedy);
}
