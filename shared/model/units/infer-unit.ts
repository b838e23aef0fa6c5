import { runWork, type Work } from '../../base/work.ts';
import type { Position } from '../source-text.ts';
import type { SyntaxExpression } from '../syntax.ts';
import { dimensionless, isDimensionless, isSameUnit, timesPower, type Unit, unitText } from './unit.ts';

/**
 * What is known of a quantity. `bare`: a number as written, which takes the unit of whatever it is added to and leaves a
 * product's as it is. `unknown`: some name in it has no unit; it goes with everything.
 */
export type Quantity =
  | { readonly kind: 'known'; readonly unit: Unit }
  | { readonly kind: 'bare' }
  | { readonly kind: 'unknown' };

export const bare: Quantity = { kind: 'bare' };
export const unknown: Quantity = { kind: 'unknown' };

export function known(unit: Unit): Quantity {
  return { kind: 'known', unit };
}

export interface UnitNames {
  /** Of a name, or of the unit text of a number. */
  quantityOf(name: string): Quantity;
  unitOf(text: string, position: Position): Quantity;
  warn(position: Position, message: string, remedy: string): void;
}

type Call = Extract<SyntaxExpression, { readonly kind: 'call' }>;

const signs: Readonly<Record<string, string>> = { add: '+', subtract: '-', less: '<' };
const ofNumbers = new Set(['exp', 'log', 'tanh', 'sigmoid', 'softplus']);

/** The unit of an expression; each clash on the way is warned of at its operator, once, and counts as unknown. */
export function inferUnit(expression: SyntaxExpression, names: UnitNames): Quantity {
  return runWork(infer(expression, names));
}

function* infer(expression: SyntaxExpression, names: UnitNames): Work<Quantity> {
  switch (expression.kind) {
    case 'number':
      return expression.unit === null ? bare : names.unitOf(expression.unit, expression);
    case 'name':
      return names.quantityOf(expression.name);
    case 'call': {
      const args: Quantity[] = [];
      for (const arg of expression.args) args.push(yield infer(arg, names));
      return inferCall(expression, args, names);
    }
  }
}

function inferCall(call: Call, args: readonly Quantity[], names: UnitNames): Quantity {
  const [a = unknown, b = unknown, c = unknown] = args;
  const { operation } = call;
  if (ofNumbers.has(operation)) return plain(call, a, names, operation) ? known(dimensionless) : unknown;
  switch (operation) {
    case 'multiply':
      return product(a, b, 1);
    case 'divide':
      return product(a, b, -1);
    case 'negate':
    case 'relu':
      return a;
    case 'sqrt':
      return a.kind === 'known' ? known(timesPower(dimensionless, a.unit, 0.5)) : a;
    case 'power':
    case 'pow':
      return inferPower(call, a, b, names);
    case 'less':
      same(call, a, b, names);
      return bare;
    case 'select':
      return same(call, b, c, names);
    case 'clamp':
      return same(call, same(call, a, b, names), c, names);
    case 'hill':
    case 'repression':
      same(call, a, b, names);
      plain(call, c, names, `${operation}(x, K, n)`);
      return known(dimensionless);
    default:
      // + - min max
      return same(call, a, b, names);
  }
}

function product(a: Quantity, b: Quantity, exponent: number): Quantity {
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknown;
  if (b.kind === 'bare') return a;
  const left = a.kind === 'bare' ? dimensionless : a.unit;
  return known(timesPower(left, b.unit, exponent));
}

function inferPower(call: Call, base: Quantity, exponent: Quantity, names: UnitNames): Quantity {
  if (!plain(call, exponent, names, 'an exponent')) return unknown;
  if (base.kind !== 'known' || isDimensionless(base.unit)) return base;
  const number = numberOf(call.args[1]);
  return number === null ? unknown : known(timesPower(dimensionless, base.unit, number));
}

/** The value of an exponent that is written as a number, `-2` or `1/2`; null for what is more involved. */
function numberOf(expression: SyntaxExpression | undefined, depth = 0): number | null {
  if (expression?.kind === 'number') return expression.value;
  if (expression?.kind !== 'call' || depth > 4) return null;
  const [a = null, b = null] = expression.args.map((arg) => numberOf(arg, depth + 1));
  if (expression.operation === 'negate' && a !== null) return -a;
  return expression.operation === 'divide' && a !== null && b !== null ? a / b : null;
}

/** Whether a quantity can stand where only a number can; warns if it is known that it cannot. */
function plain(call: Call, quantity: Quantity, names: UnitNames, what: string): boolean {
  if (quantity.kind !== 'known' || isDimensionless(quantity.unit)) return true;
  const unit = unitText(quantity.unit);
  const shown = ofNumbers.has(call.operation) ? `${call.operation}(${unit})` : `^ ${unit}`;
  names.warn(
    call,
    `\`${shown}\`: ${what} takes a number without a unit, not ${unit}`,
    `divide by what it is relative to, such as 1 [${unit}]`,
  );
  return false;
}

/** The common unit of two quantities that are added or compared. */
function same(call: Call, a: Quantity, b: Quantity, names: UnitNames): Quantity {
  if (a.kind !== 'known') return b.kind === 'bare' ? a : b;
  if (b.kind !== 'known' || isSameUnit(a.unit, b.unit)) return a;
  const [left, right] = [unitText(a.unit), unitText(b.unit)];
  const sign = signs[call.operation];
  const shown =
    sign !== undefined
      ? `${left} ${sign} ${right}`
      : call.operation === 'select'
        ? `then ${left} else ${right}`
        : `${call.operation}(${left}, ${right})`;
  names.warn(
    call,
    `\`${shown}\`: these are different units`,
    'check the units of the names, or give a number its unit, such as 1 [nM]',
  );
  return unknown;
}
