import type { DeclaredSetting, ModelSetting } from './model.ts';
import { parseExpression } from './parse-expression.ts';
import { named, parseLimits, parseNumberToken, parseUnit } from './parse-parts.ts';
import type {
  SyntaxEquation,
  SyntaxExpression,
  SyntaxObservable,
  SyntaxState,
  SyntaxTreatment,
} from './syntax.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

/** `n_z = 5`; `noise_form = variance or precision`, where the first word is the default. */
export function parseSetting(reader: TokenReader): { readonly name: string } & DeclaredSetting {
  const first = reader.expect('name', 'the name of a setting');
  const name = first.text;
  reader.expectText('=', `${name} = 5`);
  const value = reader.ahead.kind === 'name' ? reader.take().text : parseNumberToken(reader);
  const words: ModelSetting[] = [value];
  while (reader.takeIf('or')) words.push(reader.expect('name', 'another word').text);
  return { name, value, words, place: reader.source.place(first) };
}

/**
 * `C6 [nM] within 1e-12 .. 1e6`; `Ara [%] in steps` where the value changes at stated times; `IPTG [nmol] added to I`
 * where amounts are added to a state. `"3OC6-HSL" as C6` where the experiment's name cannot be the model's.
 */
export function parseTreatmentEntry(reader: TokenReader): SyntaxTreatment {
  const first = parseName(reader, 'the name of a treatment');
  const renamed = reader.takeIf('as');
  if (first.kind === 'string' && !renamed) {
    reader.fail(
      'model.expected',
      `\`"${first.text}"\` needs a name that expressions can use`,
      `write for example: "${first.text}" as dose`,
    );
  }
  const name = renamed ? reader.expect('name', 'the name that the model uses') : first;
  const unit = parseUnit(reader);
  let kind: SyntaxTreatment['kind'] = 'constant';
  let target: string | null = null;
  if (reader.takeIf('in')) {
    reader.expectText('steps', `${name.text} in steps`);
    kind = 'step';
  } else if (reader.takeIf('added')) {
    reader.expectText('to', `${name.text} added to S`);
    kind = 'added';
    target = reader.expect('name', 'the state that it is added to').text;
  }
  return { ...named(reader, name), treatment: first.text, unit, kind, target, limits: parseLimits(reader) };
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

/**
 * `EYFP = OD * (YFP + F530) with precision prec_yfp`: a formula and its residual error (a signal whose
 * name has blanks or signs stands in quotes),
 *
 *     with [student | laplace] precision P | sd S [nu N] [correlated over TAU [with white share W]]
 *          [with discrepancy sd D over L]
 *
 * where all but W are expressions that may use `prediction`, the formula's own value. Instead of the family a
 * setting may stand whose value is `normal`, `student` or `laplace`.
 */
export function parseObservable(
  reader: TokenReader,
  settings: ReadonlyMap<string, ModelSetting>,
): SyntaxObservable {
  const name = parseName(reader, 'the name of a signal');
  const example = `${name.text} = OD with precision prec_x`;
  reader.expectText('=', example);
  const expression = parseExpression(reader);
  reader.expectText('with', example);
  const family = parseFamily(reader, settings);
  const as = reader.takeIf('sd') ? 'sd' : 'precision';
  if (as === 'precision') reader.expectText('precision', example);
  const width = { as, expression: parseExpression(reader) } as const;
  let nu: SyntaxExpression | null = null;
  let correlation: SyntaxExpression | null = null;
  let whiteShare: SyntaxExpression | null = null;
  let discrepancy: SyntaxObservable['discrepancy'] = null;
  for (;;) {
    if (reader.takeIf('nu')) nu = parseExpression(reader);
    else if (reader.takeIf('correlated')) {
      reader.expectText('over', `${example} correlated over 2`);
      correlation = parseExpression(reader);
    } else if (reader.takeIf('with')) {
      if (reader.takeIf('white')) {
        reader.expectText('share', `${example} correlated over 2 with white share 0.1`);
        whiteShare = parseExpression(reader);
      } else {
        const whole = `${example} with discrepancy sd 0.1 over 5`;
        for (const word of ['discrepancy', 'sd']) reader.expectText(word, whole);
        const sd = parseExpression(reader);
        reader.expectText('over', whole);
        discrepancy = { sd, time: parseExpression(reader) };
      }
    } else break;
  }
  if (nu !== null && family !== 'student') {
    reader.fail(
      'model.nu',
      `\`nu\` belongs to student errors, these are ${family}`,
      `write: with student precision`,
      name,
    );
  }
  return {
    ...named(reader, name),
    ...{ expression, family, width, nu, correlation, whiteShare, discrepancy },
  };
}

/** A name, or in quotes what an instrument or layout calls it: `"OD 600"`. */
function parseName(reader: TokenReader, what: string): Token {
  return reader.ahead.kind === 'string' ? reader.take() : reader.expect('name', what);
}

const families = ['normal', 'student', 'laplace'] as const;

function parseFamily(
  reader: TokenReader,
  settings: ReadonlyMap<string, ModelSetting>,
): SyntaxObservable['family'] {
  const { text } = reader.ahead;
  const chosen = settings.get(text);
  const family = families.find((known) => known === (chosen ?? text));
  if (family !== undefined) reader.take();
  else if (chosen !== undefined) {
    reader.fail(
      'model.family',
      `the setting \`${text}\` is \`${chosen}\`, which is no family of residuals`,
      `write in settings: ${text} = ${families.join(' or ')}`,
    );
  }
  return family ?? 'normal';
}
