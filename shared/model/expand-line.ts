import { nearestName } from '../base/nearest-name.ts';
import type { ModelSetting } from './model.ts';
import { type SourceText, SyntaxProblem } from './source-text.ts';
import type { Token } from './tokenize.ts';

/** More entries than any model has; beyond it a setting is wrong. */
const mostCopies = 1000;

/** Entries that all repetitions of a text may still come to. */
export interface Room {
  left: number;
}

export function makeRoom(): Room {
  return { left: 20_000 };
}

/**
 * One line of text -> the entries it stands for, by the model's settings:
 *
 *     when noise_form = variance: ENTRY          the entry, if the setting has that value
 *     when n_hidden > 0: ENTRY                   also !=, <, <=, >=
 *     each i in 1 .. n_z: z{i} individual ...    the entry for each i, with {i} replaced inside names
 *     each s in x, rfp: prec_{s} population ...  the entry for each word
 *     ... from OD, z{1 .. n_z}                   the names z1, z2, ... with commas between
 *
 * @throws SyntaxProblem for an unknown setting or a range that cannot be.
 */
export function expandLine(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  tokens: readonly Token[],
  room: Room = makeRoom(),
): readonly (readonly Token[])[] {
  const [word] = tokens;
  if (word?.kind === 'name' && word.text === 'when' && comparisons.has(tokens[2]?.text ?? '')) {
    return expandWhen(source, settings, tokens, room);
  }
  if (word?.kind === 'name' && word.text === 'each' && tokens[2]?.text === 'in') {
    return expandEach(source, settings, tokens, room);
  }
  return [tokens.flatMap((token) => expandRange(source, settings, token))];
}

const comparisons: ReadonlyMap<string, (a: ModelSetting, b: ModelSetting) => boolean> = new Map([
  ['=', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['<', (a, b) => a < b],
  ['>', (a, b) => a > b],
  ['<=', (a, b) => a <= b],
  ['>=', (a, b) => a >= b],
]);

function expandWhen(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  tokens: readonly Token[],
  room: Room,
): readonly (readonly Token[])[] {
  const [, name, sign, value, colon] = tokens;
  if (name === undefined || value === undefined || colon?.text !== ':') {
    throw problem(
      source,
      tokens[0],
      'this condition cannot be read',
      'write: when noise_form = variance: ...',
    );
  }
  const actual = settingOf(source, settings, name);
  const wanted = value.kind === 'number' ? Number(value.text) : value.text;
  const holds = comparisons.get(sign?.text ?? '') ?? (() => false);
  if (typeof actual !== typeof wanted) {
    const kind = typeof actual === 'number' ? 'a number' : 'a word';
    throw problem(
      source,
      value,
      `\`${name.text}\` is ${kind} and cannot be compared with \`${value.text}\``,
      `write for example: when ${name.text} = ${actual}: ...`,
    );
  }
  return holds(actual, wanted) ? expandLine(source, settings, tokens.slice(5), room) : [];
}

function expandEach(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  tokens: readonly Token[],
  room: Room,
): readonly (readonly Token[])[] {
  const end = tokens.findIndex((token) => token.text === ':' && token.kind === 'symbol');
  const counter = tokens[1];
  const members = end < 0 ? null : membersOf(source, settings, tokens.slice(3, end));
  if (counter === undefined || members === null) {
    throw problem(
      source,
      tokens[0],
      'this repetition cannot be read',
      'write: each i in 1 .. n_z: ... or each s in x, rfp: ...',
    );
  }
  return members.flatMap((member) => {
    if (--room.left < 0) {
      const message = 'the repetitions of this text come to more than 20000 entries';
      throw problem(source, tokens[0], message, 'repeat less, or less often within one another');
    }
    const copy = tokens
      .slice(end + 1)
      .map((token) => ({ ...token, text: token.text.replaceAll(`{${counter.text}}`, member) }));
    return expandLine(source, settings, copy, room);
  });
}

/** `1 .. n_z` or `x, rfp, yfp`; null: neither. */
function membersOf(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  tokens: readonly Token[],
): readonly string[] | null {
  const [first, dots, last] = tokens;
  if (first !== undefined && last !== undefined && dots?.text === '..' && tokens.length === 3) {
    return rangeOf(source, settings, first, first.text, last.text).map(String);
  }
  const words = tokens.filter((_, index) => index % 2 === 0);
  const commas = tokens.filter((_, index) => index % 2 === 1);
  const isList =
    words.length === commas.length + 1 &&
    words.every((token) => token.kind === 'name' && /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(token.text)) &&
    commas.every((token) => token.text === ',');
  return isList ? words.map((token) => token.text) : null;
}

/** `z{1 .. n_z}` -> `z1 , z2 , ...` */
function expandRange(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  token: Token,
): readonly Token[] {
  // of nearly every token, so without a pattern
  if (token.kind !== 'name' || !token.text.includes('{')) return [token];
  const brace = /\{([^{}]*)\}/.exec(token.text);
  if (brace === null) return [token];
  const [from, to] = (brace[1] ?? '').split('..').map((part) => part.trim());
  if (from === undefined || to === undefined) {
    throw problem(
      source,
      token,
      `\`${brace[0]}\` is neither a counter of \`each\` nor a range`,
      'write z{1 .. n_z}, or begin the line with each i in 1 .. n_z:',
    );
  }
  const range = rangeOf(source, settings, token, from, to);
  if (range.length === 0) return [{ ...token, kind: 'symbol', text: '{}' }];
  return range.flatMap((count, index) => {
    const name = { ...token, text: token.text.replace(brace[0], String(count)) };
    return index === 0 ? [name] : [{ ...token, kind: 'symbol' as const, text: ',' }, name];
  });
}

function rangeOf(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  at: Token,
  from: string,
  to: string,
): readonly number[] {
  const number = (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : settingOf(source, settings, { ...at, text });
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > mostCopies) {
      throw problem(source, at, `\`${text}\` is ${value}, not a count up to ${mostCopies}`);
    }
    return value;
  };
  const first = number(from);
  return Array.from({ length: Math.max(0, number(to) - first + 1) }, (_, index) => first + index);
}

function settingOf(
  source: SourceText,
  settings: ReadonlyMap<string, ModelSetting>,
  name: Token,
): ModelSetting {
  const value = settings.get(name.text);
  if (value !== undefined) return value;
  const nearest = nearestName(name.text, [...settings.keys()]);
  throw problem(
    source,
    name,
    `there is no setting \`${name.text}\``,
    nearest === null ? `add under settings: ${name.text} = 1` : `did you mean \`${nearest}\`?`,
  );
}

function problem(source: SourceText, at: Token | undefined, message: string, remedy?: string): SyntaxProblem {
  return new SyntaxProblem(source.problem('model.setting', at ?? { line: 1, column: 1 }, message, remedy));
}
