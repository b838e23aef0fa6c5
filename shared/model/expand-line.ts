import { nearestName } from '../base/nearest-name.ts';
import type { Setting } from './model.ts';
import { type SourceText, SyntaxProblem } from './source-text.ts';
import type { Token } from './tokenize.ts';

/** More entries than any model has; beyond it a setting is wrong. */
const mostCopies = 1000;

/**
 * One line of text -> the entries it stands for, by the model's settings:
 *
 *     when noise_form = variance: ENTRY          the entry, if the setting has that value
 *     each i in 1 .. n_z: z{i} individual ...    the entry for each i, with {i} replaced inside names
 *     ... from OD, z{1 .. n_z}                   the names z1, z2, ... with commas between
 *
 * @throws SyntaxProblem for an unknown setting or a range that cannot be.
 */
export function expandLine(
  source: SourceText,
  settings: ReadonlyMap<string, Setting>,
  tokens: readonly Token[],
): readonly (readonly Token[])[] {
  const [word] = tokens;
  if (word?.kind === 'name' && word.text === 'when' && tokens[2]?.text === '=') {
    return expandWhen(source, settings, tokens);
  }
  if (word?.kind === 'name' && word.text === 'each' && tokens[2]?.text === 'in') {
    return expandEach(source, settings, tokens);
  }
  return [tokens.flatMap((token) => expandRange(source, settings, token))];
}

function expandWhen(
  source: SourceText,
  settings: ReadonlyMap<string, Setting>,
  tokens: readonly Token[],
): readonly (readonly Token[])[] {
  const [, name, , value, colon] = tokens;
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
  return actual === wanted ? expandLine(source, settings, tokens.slice(5)) : [];
}

function expandEach(
  source: SourceText,
  settings: ReadonlyMap<string, Setting>,
  tokens: readonly Token[],
): readonly (readonly Token[])[] {
  const [, counter, , from, dots, to, colon] = tokens;
  if (
    counter === undefined ||
    from === undefined ||
    dots?.text !== '..' ||
    to === undefined ||
    colon?.text !== ':'
  ) {
    throw problem(source, tokens[0], 'this repetition cannot be read', 'write: each i in 1 .. n_z: ...');
  }
  const range = rangeOf(source, settings, from, from.text, to.text);
  return range.flatMap((count) => {
    const copy = tokens
      .slice(7)
      .map((token) => ({ ...token, text: token.text.replaceAll(`{${counter.text}}`, String(count)) }));
    return expandLine(source, settings, copy);
  });
}

/** `z{1 .. n_z}` -> `z1 , z2 , ...` */
function expandRange(
  source: SourceText,
  settings: ReadonlyMap<string, Setting>,
  token: Token,
): readonly Token[] {
  const brace = /\{([^{}]*)\}/.exec(token.text);
  if (token.kind !== 'name' || brace === null) return [token];
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
  settings: ReadonlyMap<string, Setting>,
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

function settingOf(source: SourceText, settings: ReadonlyMap<string, Setting>, name: Token): Setting {
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
