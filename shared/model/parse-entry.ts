import { nearestName } from '../base/nearest-name.ts';
import type { Limits } from './model.ts';
import { parseExpression } from './parse-expression.ts';
import type { DistributionName, Level, PriorSpec } from './prior.ts';
import type {
  SyntaxEquation,
  SyntaxObservable,
  SyntaxParameter,
  SyntaxState,
  SyntaxTreatment,
} from './syntax.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

const levelWords = ['constant', 'population', 'group', 'individual', 'part'] as const;
const distributionWords = ['Normal', 'LogNormal', 'TruncatedNormal', 'Kumaraswamy'] as const;

/** `C6 [nM] within 1e-12 .. 1e6` */
export function parseTreatment(reader: TokenReader): SyntaxTreatment {
  const name = reader.expect('name', 'the name of a treatment');
  const unit = parseUnit(reader);
  return { ...named(reader, name), unit, limits: parseLimits(reader) };
}

/** `OD starts at init_x`, with a unit before `starts` if it has one. */
export function parseState(reader: TokenReader): SyntaxState {
  const name = reader.expect('name', 'the name of a state');
  const unit = parseUnit(reader);
  reader.expectText('starts', `${name.text} starts at 0`);
  reader.expectText('at', `${name.text} starts at 0`);
  return { ...named(reader, name), unit, initial: parseExpression(reader) };
}

/** `growth = r * (1 - OD / K)` */
export function parseEquation(reader: TokenReader): SyntaxEquation {
  const name = reader.expect('name', 'the name that is defined');
  reader.expectText('=', `${name.text} = a * b`);
  return { ...named(reader, name), expression: parseExpression(reader) };
}

/** `OD' = growth * OD`; the name is the state's, without the prime. */
export function parseRate(reader: TokenReader): SyntaxEquation {
  const name = reader.expect('name', "a state with a prime, such as OD'");
  if (!name.text.endsWith("'")) {
    reader.fail(
      'model.prime',
      `\`${name.text}\` is not a rate`,
      `write ${name.text}' = ... for the change of ${name.text} in an hour, or move the line to definitions`,
      name,
    );
  }
  reader.expectText('=', `${name.text} = a * b`);
  return { ...named(reader, name, name.text.slice(0, -1)), expression: parseExpression(reader) };
}

/** `EYFP = OD * (YFP + F530) with precision prec_yfp` */
export function parseObservable(reader: TokenReader): SyntaxObservable {
  const name = reader.expect('name', 'the name of a signal');
  const example = `${name.text} = OD with precision prec_x`;
  reader.expectText('=', example);
  const expression = parseExpression(reader);
  reader.expectText('with', example);
  reader.expectText('precision', example);
  return { ...named(reader, name), expression, precision: parseExpression(reader) };
}

/**
 * `r individual LogNormal(0, 0.25) [1/h] within 0 .. 4`, `init_x constant = 0.002`, `aR part`; what follows the level
 * may come in any order.
 */
export function parseParameter(reader: TokenReader): SyntaxParameter {
  const name = reader.expect('name', 'the name of a parameter');
  const level = parseLevel(reader);
  let unit = '';
  let prior: PriorSpec | null = null;
  let value: number | null = null;
  let limits: Limits | null = null;
  for (;;) {
    const { ahead } = reader;
    if (ahead.kind === 'unit') unit = reader.take().text;
    else if (reader.takeIf('=')) value = parseNumber(reader);
    else if (ahead.kind === 'name' && ahead.text === 'within') limits = parseLimits(reader);
    else if (ahead.kind === 'name') prior = parsePrior(reader);
    else break;
  }
  if (prior !== null && level === 'constant') {
    reader.fail(
      'model.constantPrior',
      `\`${name.text}\` is constant and has a prior`,
      'choose one of the two',
      name,
    );
  }
  if (prior === null && level !== 'constant' && level !== 'part') {
    reader.fail(
      'model.noPrior',
      `\`${name.text}\` varies at the ${level} level and has no prior`,
      `write for example: ${name.text} ${level} LogNormal(0, 1)`,
      name,
    );
  }
  return {
    ...named(reader, name),
    unit,
    level: level === 'part' ? 'group' : level,
    prior,
    value,
    limits,
    part: level === 'part',
  };
}

function parseLevel(reader: TokenReader): Level | 'part' {
  const word = reader.expect('name', `a level (${levelWords.join(', ')})`);
  const level = levelWords.find((known) => known === word.text);
  if (level !== undefined) return level;
  const nearest = nearestName(word.text, levelWords);
  return reader.fail(
    'model.level',
    `\`${word.text}\` is not a level`,
    nearest === null ? `use one of ${levelWords.join(', ')}` : `did you mean \`${nearest}\`?`,
    word,
  );
}

function parsePrior(reader: TokenReader): PriorSpec {
  const word = reader.take();
  const distribution: DistributionName | undefined = distributionWords.find((known) => known === word.text);
  if (distribution === undefined) {
    const nearest = nearestName(word.text, distributionWords);
    return reader.fail(
      'model.distribution',
      `\`${word.text}\` is not a distribution`,
      nearest === null ? `use one of ${distributionWords.join(', ')}` : `did you mean \`${nearest}\`?`,
      word,
    );
  }
  const bounded = distribution === 'TruncatedNormal';
  const example = `${distribution}(0, 1${bounded ? ', 0, 5' : ''})`;
  reader.expectText('(', example);
  const numbers = [parseNumber(reader)];
  while (reader.takeIf(',')) numbers.push(parseNumber(reader));
  reader.expectText(')', example);
  const [mu, sigma, lower, upper] = numbers;
  if (numbers.length !== (bounded ? 4 : 2) || mu === undefined || sigma === undefined) {
    return reader.fail('model.arguments', `a ${distribution} prior is written ${example}`, undefined, word);
  }
  if (!(sigma > 0)) {
    reader.fail(
      'model.sigma',
      `the second number of a prior is a width and must be above 0, here ${sigma}`,
      undefined,
      word,
    );
  }
  const bounds = lower === undefined || upper === undefined ? {} : { lower, upper };
  return { distribution, mu, sigma, statesPrec: false, ...bounds };
}

function parseLimits(reader: TokenReader): Limits | null {
  const { ahead } = reader;
  if (!reader.takeIf('within')) return null;
  const lower = parseNumber(reader);
  reader.expectText('..', 'within 0 .. 4');
  const upper = parseNumber(reader);
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

function parseNumber(reader: TokenReader): number {
  const negative = reader.takeIf('-');
  const number = Number(reader.expect('number', 'a number').text);
  return negative ? -number : number;
}

function parseUnit(reader: TokenReader): string {
  return reader.ahead.kind === 'unit' ? reader.take().text : '';
}

function named(
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
