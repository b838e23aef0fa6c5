import { nearestName } from '../base/nearest-name.ts';
import type { Limits } from './model.ts';
import { named, parseLimits, parseNumber } from './parse-parts.ts';
import type { DistributionName, Level, PriorSpec } from './prior.ts';
import type { SyntaxParameter } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const levelWords = ['constant', 'population', 'group', 'individual', 'part'] as const;
const distributionWords = ['Normal', 'LogNormal', 'TruncatedNormal', 'Kumaraswamy'] as const;

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
