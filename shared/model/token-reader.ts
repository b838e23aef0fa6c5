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

  /** How many tokens were taken, for `decimalCommaSince`. */
  get taken(): number {
    return this.#index;
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
    if (this.ahead.kind !== kind) {
      this.#refuseDecimalComma();
      this.fail('model.expected', `expected ${what}, found ${this.found()}`);
    }
    return this.take();
  }

  expectText(text: string, example: string): void {
    if (!this.takeIf(text)) {
      this.#refuseDecimalComma();
      this.fail('model.expected', `expected \`${text}\`, found ${this.found()}`, `write it as: ${example}`);
    }
  }

  expectEnd(): void {
    if (this.ahead.kind !== 'end') {
      this.#refuseDecimalComma();
      this.fail(
        'model.trailing',
        `${this.found()} does not belong here`,
        'put each entry on a line of its own; an operator may be missing',
      );
    }
  }

  /** A remedy where a comma among the tokens taken since then is perhaps meant as a decimal point: `hill(C, 0,5, 2)`. */
  decimalCommaSince(taken: number): string | undefined {
    for (let index = taken; index < this.#index; index++) {
      const number = this.#decimalAt(index);
      if (number !== null)
        return `commas separate arguments and decimals have a point: perhaps ${number} is meant`;
    }
    return undefined;
  }

  #refuseDecimalComma(): void {
    const number = this.#decimalAt(this.#index);
    if (number === null) return;
    const [whole, rest] = [
      this.#tokens[this.#index - 1]?.text ?? '',
      this.#tokens[this.#index + 1]?.text ?? '',
    ];
    this.fail(
      'model.decimalComma',
      `\`${whole},${rest}\` has a comma where no list can be`,
      `decimals have a point: write ${number}`,
      this.#tokens[this.#index - 1],
    );
  }

  /** `0.5` where the token at an index is the comma of `0,5`, written without blanks; else null. */
  #decimalAt(index: number): string | null {
    const [whole, comma, rest] = [this.#tokens[index - 1], this.#tokens[index], this.#tokens[index + 1]];
    if (comma?.kind !== 'symbol' || comma.text !== ',' || whole?.kind !== 'number' || rest?.kind !== 'number')
      return null;
    if (whole.line !== rest.line || whole.end !== comma.column || comma.end !== rest.column) return null;
    if (!/^\d/.test(rest.text) || /[eE]/.test(whole.text)) return null;
    // 1.234,5: the point is one of thousands
    return `${whole.text.replace('.', '')}.${rest.text}`;
  }

  fail(code: string, message: string, remedy?: string, position: Position = this.ahead): never {
    throw new SyntaxProblem(this.source.problem(code, position, message, remedy));
  }

  found(): string {
    return this.ahead.kind === 'end' ? 'the end of the line' : `\`${this.ahead.text}\``;
  }
}
