import type { SyntaxExpression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/**
 * `a < b and c >= d or not ...`: comparisons joined by `and` (binds closer) and `or`. The value is 1 or 0; it has no
 * gradient.
 */
export function parseCondition(reader: TokenReader, operand: () => SyntaxExpression): SyntaxExpression {
  let left = parseConjunction(reader, operand);
  for (let terms = 1; ; terms++) {
    refuseMany(reader, terms);
    const { line, column } = reader.ahead;
    if (!reader.takeIf('or')) return left;
    left = { kind: 'call', operation: 'max', args: [left, parseConjunction(reader, operand)], line, column };
  }
}

function parseConjunction(reader: TokenReader, operand: () => SyntaxExpression): SyntaxExpression {
  let left = parseComparison(reader, operand);
  for (let terms = 1; ; terms++) {
    refuseMany(reader, terms);
    const { line, column } = reader.ahead;
    if (!reader.takeIf('and')) return left;
    left = { kind: 'call', operation: 'min', args: [left, parseComparison(reader, operand)], line, column };
  }
}

function parseComparison(reader: TokenReader, operand: () => SyntaxExpression): SyntaxExpression {
  const left = operand();
  const { line, column } = reader.ahead;
  const position = { line, column };
  const less = (a: SyntaxExpression, b: SyntaxExpression): SyntaxExpression => ({
    kind: 'call',
    operation: 'less',
    args: [a, b],
    ...position,
  });
  const not = (condition: SyntaxExpression): SyntaxExpression => ({
    kind: 'call',
    operation: 'subtract',
    args: [{ kind: 'number', value: 1, unit: null, ...position }, condition],
    ...position,
  });
  if (reader.takeIf('<')) return less(left, operand());
  if (reader.takeIf('>')) return less(operand(), left);
  if (reader.takeIf('<=')) return not(less(operand(), left));
  if (reader.takeIf('>=')) return not(less(left, operand()));
  return reader.fail(
    'model.expected',
    `expected a comparison (<, <=, >, >=), found ${reader.found()}`,
    'write: if a < b then x else y',
  );
}

/** Each `and` or `or` makes the tree deeper; so many are hostile or generated wrongly. */
function refuseMany(reader: TokenReader, terms: number): void {
  if (terms > 200) reader.fail('model.nesting', 'the condition has more than 200 comparisons');
}
