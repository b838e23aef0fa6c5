import { nearestName } from '../base/nearest-name.ts';
import type { Problem } from '../base/problem.ts';
import { runWork, type Work } from '../base/work.ts';
import type { Expression } from './expression.ts';
import type { NameEntry, NameTable } from './names.ts';
import { callableNames } from './operations/index.ts';
import type { Position, SourceText } from './source-text.ts';
import type { SyntaxExpression } from './syntax.ts';

/** Where an expression stands decides which names it may use. */
export type Context =
  /** Before anything moves: parameters and constant treatments. */
  | 'initial'
  /** The white share of errors, the same along a trajectory: as `initial`. */
  | 'share'
  /** Definitions, layers, rates, formulas of observables: all but `prediction`. */
  | 'dynamics'
  /** Residual errors: `prediction` as well. */
  | 'residual';

/** Contexts in which nothing moves, and what stands there. */
const stillPlaces = { initial: 'an initial value', share: 'a white share' } as const;
type StillContext = keyof typeof stillPlaces;

function isStill(context: Context): context is StillContext {
  return context in stillPlaces;
}

export interface Resolver {
  /** Names become references; an unknown or misplaced one is a problem and counts as 0. */
  resolve(expression: SyntaxExpression, context: Context): Expression;
  /** What a single name stands for, for places that take more than quantities; undefined if nothing. */
  entryOf(name: string): NameEntry | undefined;
  readonly used: ReadonlySet<string>;
}

/** Unknown names that are told. */
const mostUnknown = 50;

export function makeResolver(source: SourceText, names: NameTable, problems: Problem[]): Resolver {
  const used = new Set<string>();
  const zero: Expression = { kind: 'number', value: 0 };

  const refuse = (position: Position, code: string, message: string, remedy: string): Expression => {
    problems.push(source.problem(code, position, message, remedy));
    return zero;
  };
  const unknown = new Set<string>();
  const resolveName = (name: string, position: Position, context: Context): Expression => {
    const entry = names.get(name);
    if (entry === undefined) {
      // each once, and no more than anybody reads: looking for what was meant takes its time
      if (!unknown.has(name) && unknown.size < mostUnknown)
        problems.push(unknownName(source, names, name, position));
      unknown.add(name);
      return zero;
    }
    used.add(name);
    switch (entry.kind) {
      case 'number':
        return entry;
      case 'output':
        if (!isStill(context)) return entry;
        return refuseMoving(name, 'an output of a network', position, context);
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
    if (isStill(context) && entry.role !== 'parameter' && entry.role !== 'treatment') {
      return refuseMoving(name, `a ${entry.role}`, position, context);
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
  const refuseMoving = (name: string, what: string, position: Position, context: StillContext): Expression =>
    refuse(
      position,
      `model.${context}`,
      `${stillPlaces[context]} cannot use \`${name}\`, which is ${what}`,
      'use numbers, parameters and treatments',
    );
  function* resolve(expression: SyntaxExpression, context: Context): Work<Expression> {
    switch (expression.kind) {
      case 'number':
        return { kind: 'number', value: expression.value };
      case 'name':
        return resolveName(expression.name, expression, context);
      case 'call': {
        const args: Expression[] = [];
        for (const arg of expression.args) args.push(yield resolve(arg, context));
        return { kind: 'call', operation: expression.operation, args };
      }
    }
  }
  return {
    resolve: (expression, context) => runWork(resolve(expression, context)),
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
