import { nearestName } from '../base/nearest-name.ts';
import { parseNumberToken } from './parse-parts.ts';
import type { PriorSpec, PriorTerm } from './prior.ts';
import type { SyntaxParent } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const distributionWords = ['Normal', 'LogNormal', 'TruncatedNormal', 'Kumaraswamy'] as const;

/** A prior as it stands in a model, with the places of the names in it. */
export interface PriorEntry {
  readonly prior: PriorSpec;
  readonly parents: readonly SyntaxParent[];
}

/**
 * `LogNormal(0, 0.25)`; mu and sigma may be names of parameters instead, `LogNormal(r_mean, r_sd)`, and mu a sum:
 * `LogNormal(K_mean + K_aR * log(aR), K_sd)`.
 */
export function parsePriorEntry(reader: TokenReader): PriorEntry {
  const word = reader.take();
  const distribution = distributionWords.find((known) => known === word.text);
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
  const plain = `${distribution}(0, 1${bounded ? ', 0, 5' : ''})`;
  reader.expectText('(', plain);
  const parents: SyntaxParent[] = [];
  const before = reader.taken;
  const numbers: number[] = [];
  const terms: PriorTerm[] = [];
  do {
    const of = numbers.length === 0 ? 'mu' : 'sigma';
    if (reader.ahead.kind !== 'name' || numbers.length > 1) numbers.push(parseNumberToken(reader));
    else {
      const { text: name, line, column } = reader.take();
      parents.push({ name, of, line, column });
      // a stand-in until the named parameter is known
      numbers.push(1);
    }
    if (numbers.length === 1 && !bounded && distribution !== 'Kumaraswamy')
      parseTerms(reader, parents, terms);
  } while (reader.takeIf(','));
  reader.expectText(')', plain);
  const [mu, sigma, lower, upper] = numbers;
  if (numbers.length !== (bounded ? 4 : 2) || mu === undefined || sigma === undefined) {
    const remedy = reader.decimalCommaSince(before);
    return reader.fail('model.arguments', `a ${distribution} prior is written ${plain}`, remedy, word);
  }
  if (!(sigma > 0)) {
    reader.fail(
      'model.sigma',
      `the second number of a prior is a width and must be above 0, here ${sigma}`,
      undefined,
      word,
    );
  }
  const nameOf = (of: SyntaxParent['of']) => parents.find((parent) => parent.of === of)?.name;
  const [muParameter, sigmaParameter] = [nameOf('mu'), nameOf('sigma')];
  const prior: PriorSpec = {
    distribution,
    mu,
    sigma,
    statesPrec: false,
    ...(muParameter === undefined ? {} : { muParameter }),
    ...(sigmaParameter === undefined ? {} : { sigmaParameter }),
    ...(terms.length === 0 ? {} : { muTerms: terms }),
    ...(lower === undefined || upper === undefined ? {} : { lower, upper }),
  };
  return { prior, parents };
}

const example = 'LogNormal(K_mean + K_aR * log(aR), K_sd)';

/** What is added to a mean; the names are added to the parents. */
function parseTerms(reader: TokenReader, parents: SyntaxParent[], terms: PriorTerm[]): void {
  while (reader.takeIf('+')) terms.push(parseTerm(reader, parents));
  if (reader.ahead.text === '-')
    reader.fail(
      'model.arguments',
      'what goes into the mean of a prior is added',
      `write it as: ${example}; K_aR may be negative`,
    );
}

/** `K_aR * log(aR)`, after the plus. */
function parseTerm(reader: TokenReader, parents: SyntaxParent[]): PriorTerm {
  const name = (of: SyntaxParent['of'], what: string): string => {
    const { text, line, column } = reader.expect('name', what);
    parents.push({ name: text, of, line, column });
    return text;
  };
  const coefficient = name('coefficient', 'a parameter that a logarithm is multiplied by');
  for (const text of ['*', 'log', '(']) reader.expectText(text, example);
  const of = name('covariate', 'the parameter whose logarithm it is');
  reader.expectText(')', example);
  return { coefficient, of };
}
