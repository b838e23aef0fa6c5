import { callableNames } from './operations/index.ts';
import { levelWords } from './parse-parameter.ts';
import type { SectionName } from './parse-sections.ts';
import type { Token } from './tokenize.ts';

/** Names that are written tight before a parenthesis. */
const calls = new Set([
  ...callableNames,
  'group',
  'Normal',
  'LogNormal',
  'TruncatedNormal',
  'Kumaraswamy',
  'LKJ',
]);

/** Words after which a value begins, so that a minus is a sign. */
const leads = new Set([
  'if',
  'then',
  'else',
  'and',
  'or',
  'with',
  'sd',
  'precision',
  'nu',
  'over',
  'share',
  'from',
  'at',
  'within',
]);

/** One line of an entry: each `when` and `each` in front, then its columns. */
export interface EntryLine {
  readonly prefixes: readonly string[];
  readonly cells: readonly string[];
}

/** Tokens as they are written: blanks around operators but `^`, none inside parentheses. */
export function spell(tokens: readonly Token[], before: Token | null = null): string {
  let text = '';
  let previous = before;
  let sign = false;
  for (const token of tokens) {
    const glued =
      text === '' ||
      sign ||
      (previous !== null && (isTightAfter(previous) || isTightBefore(token, previous)));
    text += `${glued ? '' : ' '}${written(token)}`;
    sign = token.kind === 'symbol' && token.text === '-' && !endsOperand(previous);
    previous = token;
  }
  return text;
}

/** The columns of an entry that stands on one line; empty ones are ''. */
export function splitEntry(section: SectionName, tokens: readonly Token[]): EntryLine {
  const prefixes: string[] = [];
  let rest = tokens;
  for (let length = prefixLength(rest); length > 0; length = prefixLength(rest)) {
    prefixes.push(spell(rest.slice(0, length)));
    rest = rest.slice(length);
  }
  return { prefixes, cells: cellsOf(section, rest).map((cell) => spell(cell)) };
}

function cellsOf(section: SectionName, tokens: readonly Token[]): readonly (readonly Token[])[] {
  const cut = (...at: readonly number[]): readonly (readonly Token[])[] =>
    [0, ...at].map((from, index) => tokens.slice(from, at[index] ?? tokens.length));
  const find = (text: string): number => {
    const index = tokens.findIndex((token) => token.text === text && token.kind !== 'string');
    return index < 0 ? tokens.length : index;
  };
  switch (section) {
    case 'parameters':
      // a sentence about parameters, which is no row of their table
      return tokens[0]?.text === 'correlated' ? [tokens] : parameterCells(tokens);
    case 'treatments':
    case 'states': {
      const name = tokens[1]?.text === 'as' ? 3 : 1;
      return cut(name, name + (tokens[name]?.kind === 'unit' ? 1 : 0));
    }
    case 'observables': {
      const equals = find('=');
      return cut(equals, Math.max(equals, find('with')));
    }
    default:
      return cut(find('='));
  }
}

/** Name, level, value, unit, limits, whatever their order; what is no parameter stays as it is. */
function parameterCells(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Record<'value' | 'unit' | 'limits', Token[]> = { value: [], unit: [], limits: [] };
  let part = parts.value;
  let depth = 0;
  let sound = tokens[1]?.kind === 'name' && levelWords.some((word) => word === tokens[1]?.text);
  // `group`, or `group(plate)`
  const levelEnd = tokens[1]?.text === 'group' && tokens[2]?.text === '(' && tokens[4]?.text === ')' ? 5 : 2;
  for (const token of tokens.slice(levelEnd)) {
    if (depth === 0 && /^[\p{L}_=]/u.test(token.text) && token.kind !== 'unit') {
      part = token.text === 'within' ? parts.limits : parts.value;
      // twice the same
      if (part.length > 0) sound = false;
    } else if (depth === 0 && token.kind === 'unit') part = parts.unit;
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    part.push(token);
  }
  const spelt = (name: keyof typeof parts): string => spell(parts[name]);
  sound &&=
    /^(= -?[\w.+-]+|\w+\(.*\)|"[^"]*")?$/.test(spelt('value')) &&
    parts.unit.length < 2 &&
    /^(within -?\S+ \.\. -?\S+)?$/.test(spelt('limits'));
  if (!sound) return [tokens.slice(0, 1), tokens.slice(1)];
  return [tokens.slice(0, 1), tokens.slice(1, levelEnd), parts.value, parts.unit, parts.limits];
}

/** Number of tokens of `when ...:` or `each ...:` in front of an entry, 0 where there is none. */
function prefixLength(tokens: readonly Token[]): number {
  const [word, , sign] = tokens;
  if (word?.kind !== 'name') return 0;
  const isPrefix =
    (word.text === 'when' && sign?.kind === 'symbol' && /^(!=|[<>]=?|=)$/.test(sign.text)) ||
    (word.text === 'each' && sign?.text === 'in');
  return isPrefix ? tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === ':') + 1 : 0;
}

function written(token: Token): string {
  if (token.kind === 'unit') return `[${token.text}]`;
  return token.kind === 'string' ? `"${token.text}"` : token.text;
}

function endsOperand(token: Token | null): boolean {
  if (token === null) return false;
  if (token.kind === 'symbol') return token.text === ')';
  return token.kind !== 'name' || !leads.has(token.text);
}

function isTightAfter(token: Token): boolean {
  return token.kind === 'symbol' && (token.text === '(' || token.text === '^');
}

function isTightBefore(token: Token, previous: Token): boolean {
  if (token.kind !== 'symbol') return false;
  if (token.text === '(') return previous.kind === 'name' && calls.has(previous.text);
  return [')', ',', ':', '^'].includes(token.text);
}
