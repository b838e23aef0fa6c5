import { type Position, type SourceText, SyntaxProblem } from './source-text.ts';

export type TokenKind = 'number' | 'name' | 'symbol' | 'unit' | 'string' | 'end';

export interface Token extends Position {
  readonly kind: TokenKind;
  /** As written; for `unit` and `string` without the delimiters. */
  readonly text: string;
}

const patterns: readonly (readonly [TokenKind | 'blank', RegExp])[] = [
  ['blank', /[ \t]+|#.*/y],
  // not the beginning of 2x or 1.2.3; but 1..n is a range
  ['number', /(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w|\.(?!\.))/y],
  // braces hold a counter or a range: z{i}, z{1 .. n_z}; a dot leads to a layer's output: production.OD
  ['name', /(?:[A-Za-z_]|\{[^{}]*\})(?:\w|\{[^{}]*\})*(?:\.(?:[A-Za-z_]|\{[^{}]*\})(?:\w|\{[^{}]*\})*)?'?/y],
  ['unit', /\[[^\]#]*\]/y],
  ['string', /"[^"]*"/y],
  ['symbol', /\.\.|<=|>=|!=|[-+*/^(),=<>:]/y],
];

/**
 * Tokens of one logical line. It goes on over the next lines as long as a parenthesis is open or a line ends with an
 * operator, so that long equations can be broken where they read well.
 *
 * @param first 1-based line to begin at.
 * @returns the tokens, ended by one `end`, and the first line after it.
 * @throws SyntaxProblem for a character that belongs to nothing.
 */
export function tokenizeLogicalLine(
  source: SourceText,
  first: number,
): { readonly tokens: readonly Token[]; readonly next: number } {
  const tokens: Token[] = [];
  let line = first;
  let depth = 0;
  for (; line <= source.lines.length; line++) {
    const before = tokens.length;
    depth += tokenizePhysicalLine(source, line, tokens);
    const last = tokens.at(-1);
    const open = depth > 0 || (tokens.length > before && last !== undefined && isDangling(last));
    // a heading is never part of an equation: a forgotten parenthesis must not swallow the next section
    const headingFollows = /^[^ \t#]/.test(source.lines[line] ?? '');
    if (!open || headingFollows) {
      line++;
      break;
    }
  }
  const last = tokens.at(-1);
  const end = { line: last?.line ?? first, column: (last?.column ?? 1) + (last?.text.length ?? 0) };
  tokens.push({ kind: 'end', text: '', ...end });
  return { tokens, next: line };
}

function isDangling(token: Token): boolean {
  return token.kind === 'symbol' && '+-*/^=,'.includes(token.text);
}

/** Adds the tokens of one line; returns by how much the depth of parentheses changed. */
function tokenizePhysicalLine(source: SourceText, line: number, tokens: Token[]): number {
  const text = source.lines[line - 1] ?? '';
  let offset = 0;
  let depth = 0;
  while (offset < text.length) {
    const position = { line, column: offset + 1 };
    const match = matchAt(text, offset);
    if (match === null) {
      throw new SyntaxProblem(
        source.problem(
          'model.character',
          position,
          `\`${text[offset]}\` has no meaning here`,
          remedyForCharacter(text[offset] ?? ''),
        ),
      );
    }
    const [kind, matched] = match;
    offset += matched.length;
    if (kind === 'blank') continue;
    if (matched === '(') depth++;
    if (matched === ')') depth--;
    const delimited = kind === 'unit' || kind === 'string';
    tokens.push({ kind, text: delimited ? matched.slice(1, -1).trim() : matched, ...position });
  }
  return depth;
}

function matchAt(text: string, offset: number): readonly [TokenKind | 'blank', string] | null {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) return [kind, match[0]];
  }
  return null;
}

function remedyForCharacter(character: string): string {
  if (/[0-9.]/.test(character)) return 'write numbers as 12, 0.5 or 1e-3, and begin names with a letter';
  if (character === '[') return 'close the unit with ] on the same line';
  if (character === '"') return 'close the text with " on the same line';
  return 'remove it; expressions are made of numbers, names, + - * / ^ and parentheses';
}
