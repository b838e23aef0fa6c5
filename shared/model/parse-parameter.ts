import { nearestName } from '../base/nearest-name.ts';
import type { Limits } from './model.ts';
import { named, parseLimits, parseNumberToken } from './parse-parts.ts';
import { deviceFactor } from './prior.ts';
import { type PriorEntry, parsePriorEntry } from './prior-entry.ts';
import type { SyntaxParameter } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** What may stand second in a line of `parameters`. */
export const levelWords = ['constant', 'population', 'group', 'individual', 'part', 'carries'] as const;

/**
 * `r individual LogNormal(0, 0.25) [1/h] within 0 .. 4`, `init_x constant = 0.002`, `aR part`; what follows the level
 * may come in any order. `s_81LuxI carries "P81LuxI"` stands alone. `gain group(plate)` has a value for each plate, and
 * `group("Day of run")` one for each of what layouts say under that heading.
 */
export function parseParameter(reader: TokenReader): SyntaxParameter {
  const name = reader.expect('name', 'the name of a parameter');
  const level = parseLevel(reader);
  if (level === 'carries') {
    const { text: carries } = reader.expect('string', 'what a device carries, such as "P81LuxI"');
    if (carries === '')
      reader.fail('model.carries', 'the quotes are empty', 'write for example: "P81LuxI"', name);
    const known = { unit: '', level: 'constant', prior: null, value: 0, limits: null, part: false } as const;
    return { ...named(reader, name), ...known, parents: [], carries };
  }
  const factor = level === 'group' && reader.takeIf('(') ? parseFactor(reader) : deviceFactor;
  let unit = '';
  let stated: PriorEntry | null = null;
  let value: number | null = null;
  let limits: Limits | null = null;
  for (;;) {
    const { ahead } = reader;
    if (ahead.kind === 'unit') unit = reader.take().text;
    else if (reader.takeIf('=')) value = parseNumberToken(reader);
    else if (ahead.kind === 'name' && ahead.text === 'within') limits = parseLimits(reader);
    else if (ahead.kind === 'name') stated = parsePriorEntry(reader);
    else break;
  }
  const prior = stated?.prior ?? null;
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
      `write for example: ${name.text} ${level}${factor === deviceFactor ? '' : `(${factor})`} LogNormal(0, 1)`,
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
    ...(factor === deviceFactor ? {} : { factor }),
    parents: stated?.parents ?? [],
  };
}

/** `plate)`, after the parenthesis. */
function parseFactor(reader: TokenReader): string {
  const { ahead } = reader;
  if (ahead.kind !== 'string' && ahead.kind !== 'name') {
    reader.fail(
      'model.expected',
      `expected what has a value each, found ${reader.found()}`,
      'write it as: group(plate), or with the heading of a column of layouts: group("Day of run")',
    );
  }
  reader.take();
  reader.expectText(')', 'group(plate)');
  return ahead.text;
}

function parseLevel(reader: TokenReader): (typeof levelWords)[number] {
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
