import type { Limits } from './model.ts';
import type { SyntaxEquation } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

/** What entries of several sections have in common. */

export function parseLimits(reader: TokenReader): Limits | null {
  const { ahead } = reader;
  if (!reader.takeIf('within')) return null;
  const lower = parseNumberToken(reader);
  reader.expectText('..', 'within 0 .. 4');
  const upper = parseNumberToken(reader);
  if (!(lower < upper)) {
    reader.fail(
      'model.limits',
      `nothing lies within ${lower} .. ${upper}`,
      'give the lower limit first',
      ahead,
    );
  }
  return { lower, upper };
}

export function parseNumberToken(reader: TokenReader): number {
  const negative = reader.takeIf('-');
  const number = Number(reader.expect('number', 'a number').text);
  return negative ? -number : number;
}

export function parseUnit(reader: TokenReader): string {
  return reader.ahead.kind === 'unit' ? reader.take().text : '';
}

export function named(
  reader: TokenReader,
  token: Token,
  name: string = token.text,
): Pick<SyntaxEquation, 'name' | 'place' | 'line' | 'column'> {
  if (name.endsWith("'")) {
    reader.fail(
      'model.prime',
      `\`${name}\` has a prime, which only rates have`,
      'remove it, or move the line to rates',
      token,
    );
  }
  return { name, place: reader.source.place(token), line: token.line, column: token.column };
}
