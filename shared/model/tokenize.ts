import { canonicalName } from '../base/written-forms.ts';
import { type Position, type SourceText, SyntaxProblem } from './source-text.ts';

export type TokenKind = 'number' | 'name' | 'symbol' | 'unit' | 'string' | 'end';

export interface Token extends Position {
  readonly kind: TokenKind;
  /** As written, a name in its one spelling (`canonicalName`); for `unit` and `string` without the delimiters. */
  readonly text: string;
  /** Where it ends: the column after its last character. */
  readonly end: number;
}

type Patterns = readonly (readonly [TokenKind | 'blank', RegExp])[];

/** @param first what a name begins with, @param word what it goes on with: inside of character classes. */
function patternsOf(first: string, word: string, flags: string): Patterns {
  const brace = String.raw`\{[^{}]*\}`;
  const name = `(?:[${first}]|${brace})(?:[${word}]|${brace})*`;
  const number = String.raw`(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
  return [
    ['blank', /[ \t]+|#.*/y],
    // not the beginning of 2x or 1.2.3; but 1..n is a range
    ['number', new RegExp(String.raw`${number}(?![${word}]|\.(?!\.))`, flags)],
    // braces hold a counter or a range: z{i}, z{1 .. n_z}; a dot leads to a layer's output: production.OD
    ['name', new RegExp(String.raw`${name}(?:\.${name})?'?`, flags)],
    ['unit', /\[[^\]#]*\]/y],
    ['string', /"[^"]*"/y],
    ['symbol', /\.\.|<=|>=|!=|[-+*/^(),=<>:]/y],
  ];
}

/** Letters are those of any script. */
const patterns = patternsOf(String.raw`\p{L}_`, String.raw`\p{L}\p{M}\p{Nd}_₀-₉`, 'uy');
/** For lines of ASCII: classes of all scripts take longer to make ready than a model to read. */
const asciiPatterns = patternsOf('A-Za-z_', 'A-Za-z0-9_', 'y');

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

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
    const headingFollows = /^[^ \t#]/.test(source.read(line + 1).text);
    if (!open || headingFollows) {
      line++;
      break;
    }
  }
  const last = tokens.at(-1);
  const column = last?.end ?? 1;
  tokens.push({ kind: 'end', text: '', line: last?.line ?? first, column, end: column });
  return { tokens, next: line };
}

function isDangling(token: Token): boolean {
  return token.kind === 'symbol' && '+-*/^=,'.includes(token.text);
}

/** Adds the tokens of one line; returns by how much the depth of parentheses changed. */
function tokenizePhysicalLine(source: SourceText, line: number, tokens: Token[]): number {
  const { text, column } = source.read(line);
  const known = isAscii(text) ? asciiPatterns : patterns;
  let offset = 0;
  let depth = 0;
  while (offset < text.length) {
    const position = { line, column: column(offset) };
    const match = matchAt(text, offset, known);
    if (match === null) {
      throw new SyntaxProblem(
        source.problem(
          'model.character',
          position,
          `${shown(text, offset)} has no meaning here`,
          remedyForCharacter(text.slice(offset)),
        ),
      );
    }
    const [kind, matched] = match;
    offset += matched.length;
    if (kind === 'blank') continue;
    if (matched === '(') depth++;
    if (matched === ')') depth--;
    const delimited = kind === 'unit' || kind === 'string';
    const inner = delimited ? matched.slice(1, -1).trim() : matched;
    const spelt = kind === 'name' ? canonicalName(inner) : inner;
    tokens.push({ kind, text: spelt, ...position, end: column(offset - 1) + 1 });
  }
  return depth;
}

function matchAt(
  text: string,
  offset: number,
  known: Patterns,
): readonly [TokenKind | 'blank', string] | null {
  for (const [kind, pattern] of known) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) return [kind, match[0]];
  }
  return null;
}

/** A character with its number where it may look like another. */
function shown(text: string, offset: number): string {
  const point = text.codePointAt(offset) ?? 0;
  const number = point < 0x7f ? '' : ` (U+${point.toString(16).toUpperCase().padStart(4, '0')})`;
  return `\`${String.fromCodePoint(point)}\`${number}`;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^[\d.]+(?:[eE][+-]?\d+)?[\p{L}_]/u,
    'write 2 * x for a product, numbers as 12, 0.5 or 1e-3, and begin names with a letter',
  ],
  [/^[\d.]/, 'write numbers as 12, 0.5 or 1e-3, and begin names with a letter'],
  [/^\[/, 'close the unit with ] on the same line'],
  [/^"/, 'close the text with " on the same line'],
  [/^;/, 'separate values by commas; decimals have a point, as in 0.5'],
  [/^√/, 'write sqrt(x)'],
  [/^[½¼¾⅓⅔]/, 'write a fraction as 1 / 2 or 0.5'],
  [/^[&∧]/, 'write and'],
  [/^[|∨]/, 'write or'],
  [/^[!¬]/, 'write the comparison the other way round: a < b, a >= b'],
  [/^['‘’]/, "a prime stands right behind the state that a rate belongs to, as in X'"],
];

function remedyForCharacter(rest: string): string {
  const known = remedies.find(([pattern]) => pattern.test(rest));
  const general =
    'remove it; names have letters (of any script), digits and _, and expressions + - * / ^ and parentheses';
  return known?.[1] ?? general;
}
