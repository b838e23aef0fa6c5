import type { Expression } from './expression.ts';
import type { Model } from './model.ts';

/** A quantity slope t + offset, neither of which changes along a run. */
export interface EvenInTime {
  readonly slope: Expression;
  readonly offset: Expression;
}

type Known = Pick<Model, 'definitions' | 'treatments'>;

/**
 * Splits what changes evenly with time, or not at all, into slope and offset: `t`, `t - t0`, `2 * t + lag`; null where
 * anything else that changes is in it. Two such sides of a comparison are equal at one time, which is known before a model
 * is solved.
 */
export function evenInTime(expression: Expression, known: Known): EvenInTime | null {
  const definitions = new Map<number, EvenInTime | null>();
  const split = (part: Expression): EvenInTime | null => {
    switch (part.kind) {
      case 'number':
        return { slope: zero, offset: part };
      case 'output':
        return null;
      case 'name':
        return splitName(part);
      case 'call':
        return splitCall(part);
    }
  };
  const splitName = (part: Extract<Expression, { kind: 'name' }>): EvenInTime | null => {
    const { role, index } = part;
    if (role === 'time' && index === 0) return { slope: one, offset: zero };
    if (role === 'time' || role === 'parameter') return { slope: zero, offset: part };
    if (role === 'treatment')
      return known.treatments[index]?.kind === 'constant' ? { slope: zero, offset: part } : null;
    const definition = role === 'definition' ? known.definitions[index] : undefined;
    if (definition === undefined) return null;
    const before = definitions.get(index);
    if (before !== undefined) return before;
    const made = split(definition.expression);
    // by its name where it stays the same: it is then translated once
    const found = made === null || made.slope !== zero ? made : { slope: zero, offset: part };
    definitions.set(index, found);
    return found;
  };
  const splitCall = (part: Extract<Expression, { kind: 'call' }>): EvenInTime | null => {
    const args: EvenInTime[] = [];
    for (const arg of part.args) {
      const found = split(arg);
      if (found === null) return null;
      args.push(found);
    }
    if (args.every(({ slope }) => slope === zero)) return { slope: zero, offset: part };
    const [a = none, b = none] = args;
    switch (part.operation) {
      case 'add':
      case 'subtract':
        return {
          slope: call(part.operation, a.slope, b.slope),
          offset: call(part.operation, a.offset, b.offset),
        };
      case 'negate':
        return { slope: call('negate', a.slope), offset: call('negate', a.offset) };
      case 'multiply':
        if (a.slope === zero)
          return { slope: call('multiply', a.offset, b.slope), offset: call('multiply', a.offset, b.offset) };
        return b.slope === zero
          ? { slope: call('multiply', a.slope, b.offset), offset: call('multiply', a.offset, b.offset) }
          : null;
      case 'divide':
        return b.slope === zero
          ? { slope: call('divide', a.slope, b.offset), offset: call('divide', a.offset, b.offset) }
          : null;
      default:
        return null;
    }
  };
  return split(expression);
}

/** Whether two sides meet at one time that is known beforehand: both change evenly with time, one of them at all. */
export function meetsInTime(
  a: Expression,
  b: Expression,
  known: Known,
): readonly [EvenInTime, EvenInTime] | null {
  const first = evenInTime(a, known);
  const second = first === null ? null : evenInTime(b, known);
  if (first === null || second === null) return null;
  return first.slope === zero && second.slope === zero ? null : [first, second];
}

/** Which states' rates hold a comparison with time that `meetsInTime` knows, [state]. */
export function switchedStates(model: Model): readonly boolean[] {
  const definitions = new Map<number, boolean>();
  const layers = new Map<number, boolean>();
  const isSwitched = (part: Expression): boolean => {
    switch (part.kind) {
      case 'number':
        return false;
      case 'output':
        return isLayerSwitched(part.layer);
      case 'name': {
        const definition = part.role === 'definition' ? model.definitions[part.index] : undefined;
        return (
          definition !== undefined && once(definitions, part.index, () => isSwitched(definition.expression))
        );
      }
      case 'call': {
        const [a, b] = part.args;
        if (
          part.operation === 'less' &&
          a !== undefined &&
          b !== undefined &&
          meetsInTime(a, b, model) !== null
        )
          return true;
        return part.args.some(isSwitched);
      }
    }
  };
  const isLayerSwitched = (index: number): boolean =>
    once(layers, index, () =>
      (model.layers[index]?.inputs ?? []).some((input) => {
        if (input.kind === 'value') return isSwitched(input.value);
        return input.kind === 'layer' && isLayerSwitched(input.layer);
      }),
    );
  return model.states.map(({ rate }) => isSwitched(rate));
}

function once(known: Map<number, boolean>, key: number, decide: () => boolean): boolean {
  const before = known.get(key);
  if (before !== undefined) return before;
  const decided = decide();
  known.set(key, decided);
  return decided;
}

const zero: Expression = { kind: 'number', value: 0 };
const one: Expression = { kind: 'number', value: 1 };
const none: EvenInTime = { slope: zero, offset: zero };

function call(operation: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', operation, args };
}
