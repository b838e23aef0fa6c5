import { nearestName } from '../base/nearest-name.ts';
import { callableNames, operations } from './operations/index.ts';
import { parseCondition } from './parse-condition.ts';
import type { SyntaxExpression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** Deeper nesting than any equation a person writes; beyond it the text is hostile or generated wrongly. */
const deepestNesting = 200;

/** A sum or product of more terms is as hostile: the tree grows by a level with each. */
const mostTerms = 1000;

const sums: Readonly<Record<string, string>> = { '+': 'add', '-': 'subtract' };
const products: Readonly<Record<string, string>> = { '*': 'multiply', '/': 'divide' };

/**
 * An expression by the usual precedence: sums, products, sign, powers (right to left; -a^b is -(a^b)), calls; or
 * `if a < b then x else y`.
 *
 * @throws SyntaxProblem at the first token that does not fit.
 */
export function parseExpression(reader: TokenReader, depth = 0): SyntaxExpression {
  if (depth > deepestNesting) {
    reader.fail(
      'model.nesting',
      `parentheses nest deeper than ${deepestNesting}`,
      'name the inner parts under `definitions`',
    );
  }
  const { ahead } = reader;
  if (!reader.takeIf('if')) return parseSum(reader, depth);
  const condition = parseCondition(reader, () => parseSum(reader, depth + 1));
  reader.expectText('then', 'if a < b then x else y');
  const then = parseExpression(reader, depth + 1);
  reader.expectText('else', 'if a < b then x else y');
  const otherwise = parseExpression(reader, depth + 1);
  return { kind: 'call', operation: 'select', args: [condition, then, otherwise], ...positionOf(ahead) };
}

function parseSum(reader: TokenReader, depth: number): SyntaxExpression {
  return parseLeftToRight(reader, depth, sums, parseProduct);
}

function parseProduct(reader: TokenReader, depth: number): SyntaxExpression {
  return parseLeftToRight(reader, depth, products, parseSign);
}

function parseLeftToRight(
  reader: TokenReader,
  depth: number,
  symbols: Readonly<Record<string, string>>,
  operand: (reader: TokenReader, depth: number) => SyntaxExpression,
): SyntaxExpression {
  let left = operand(reader, depth);
  for (let terms = 1; ; terms++) {
    const { ahead } = reader;
    const operation = ahead.kind === 'symbol' ? symbols[ahead.text] : undefined;
    if (operation === undefined) return left;
    if (terms > mostTerms) {
      reader.fail(
        'model.nesting',
        `more than ${mostTerms} terms stand side by side`,
        'name some of them under `definitions`',
      );
    }
    reader.take();
    left = { kind: 'call', operation, args: [left, operand(reader, depth)], ...positionOf(ahead) };
  }
}

function parseSign(reader: TokenReader, depth: number): SyntaxExpression {
  const { ahead } = reader;
  if (!reader.takeIf('-')) return parsePower(reader, depth);
  const operand = parseNested(reader, depth, parseSign);
  return { kind: 'call', operation: 'negate', args: [operand], ...positionOf(ahead) };
}

function parsePower(reader: TokenReader, depth: number): SyntaxExpression {
  const base = parseAtom(reader, depth);
  const { ahead } = reader;
  if (!reader.takeIf('^')) return base;
  const exponent = parseNested(reader, depth, parseSign);
  return { kind: 'call', operation: 'power', args: [base, exponent], ...positionOf(ahead) };
}

/** Signs and powers recurse without parentheses; they count as nesting too. */
function parseNested(
  reader: TokenReader,
  depth: number,
  parse: (reader: TokenReader, depth: number) => SyntaxExpression,
): SyntaxExpression {
  if (depth > deepestNesting)
    reader.fail('model.nesting', `signs or powers nest deeper than ${deepestNesting}`);
  return parse(reader, depth + 1);
}

function parseAtom(reader: TokenReader, depth: number): SyntaxExpression {
  const token = reader.ahead;
  if (token.kind === 'number') {
    reader.take();
    const unit = reader.ahead.kind === 'unit' ? reader.take().text : null;
    return { kind: 'number', value: Number(token.text), unit, ...positionOf(token) };
  }
  if (token.kind === 'name') {
    reader.take();
    if (reader.takeIf('(')) return parseCall(reader, depth, token.text, positionOf(token));
    return { kind: 'name', name: token.text, ...positionOf(token) };
  }
  if (reader.takeIf('(')) {
    const inner = parseExpression(reader, depth + 1);
    reader.expectText(')', '(a + b) * c');
    return inner;
  }
  return reader.fail(
    'model.expected',
    `expected a number, a name or \`(\`, found ${reader.found()}`,
    token.text === '*' ? 'complete the expression; powers are written a ^ b' : 'complete the expression',
  );
}

function parseCall(
  reader: TokenReader,
  depth: number,
  name: string,
  position: { readonly line: number; readonly column: number },
): SyntaxExpression {
  const args: SyntaxExpression[] = [];
  const before = reader.taken;
  if (!reader.takeIf(')')) {
    do args.push(parseExpression(reader, depth + 1));
    while (reader.takeIf(','));
    reader.expectText(')', `${name}(a, b)`);
  }
  const operation = operations.get(name);
  if (operation === undefined || !operation.callable) {
    const nearest = nearestName(name, callableNames);
    return reader.fail(
      'model.unknownFunction',
      `there is no function \`${name}\``,
      nearest === null ? `use one of ${callableNames.join(', ')}` : `did you mean \`${nearest}\`?`,
      position,
    );
  }
  if (args.length !== operation.arity) {
    return reader.fail(
      'model.arguments',
      `\`${name}\` takes ${operation.arity} argument${operation.arity === 1 ? '' : 's'}, here it has ${args.length}`,
      reader.decimalCommaSince(before),
      position,
    );
  }
  return { kind: 'call', operation: name, args, ...position };
}

function positionOf(token: { readonly line: number; readonly column: number }): {
  readonly line: number;
  readonly column: number;
} {
  return { line: token.line, column: token.column };
}
