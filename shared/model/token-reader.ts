import { present } from '../base/assert.ts';
import { type Position, type SourceText, SyntaxProblem } from './source-text.ts';
import type { Token, TokenKind } from './tokenize.ts';

/** Walks the tokens of one logical line. */
export class TokenReader {
  readonly source: SourceText;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(source: SourceText, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
  }

  /** The token ahead, without taking it; the last one is `end` and stays. */
  get ahead(): Token {
    return present(this.#tokens[this.#index], 'a line of tokens ends with `end`, which is never passed');
  }

  take(): Token {
    const token = this.ahead;
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  /** Takes the token ahead if it is this symbol or word. */
  takeIf(text: string): boolean {
    if ((this.ahead.kind !== 'symbol' && this.ahead.kind !== 'name') || this.ahead.text !== text)
      return false;
    this.#index++;
    return true;
  }

  /** The next token, which must be of this kind. `what` completes "expected ...". */
  expect(kind: TokenKind, what: string): Token {
    if (this.ahead.kind !== kind) this.fail('model.expected', `expected ${what}, found ${this.found()}`);
    return this.take();
  }

  expectText(text: string, example: string): void {
    if (!this.takeIf(text)) {
      this.fail('model.expected', `expected \`${text}\`, found ${this.found()}`, `write it as: ${example}`);
    }
  }

  expectEnd(): void {
    if (this.ahead.kind !== 'end') {
      this.fail(
        'model.trailing',
        `${this.found()} does not belong here`,
        'put each entry on a line of its own; an operator may be missing',
      );
    }
  }

  fail(code: string, message: string, remedy?: string, position: Position = this.ahead): never {
    throw new SyntaxProblem(this.source.problem(code, position, message, remedy));
  }

  found(): string {
    return this.ahead.kind === 'end' ? 'the end of the line' : `\`${this.ahead.text}\``;
  }
}
