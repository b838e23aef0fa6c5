import { nearestName } from '../base/nearest-name.ts';
import type { Activation, ModelSetting } from './model.ts';
import { parseExpression } from './parse-expression.ts';
import { named, parseNumberToken } from './parse-parts.ts';
import type { SyntaxExpression, SyntaxLayer } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid', 'softplus'];
const widestLayer = 4096;

/** What outputs lie strictly between. */
const ranges: Readonly<Record<Activation, readonly [number, number]>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  tanh: [-1, 1],
  sigmoid: [0, 1],
  softplus: [0, Infinity],
};

/**
 * A dense layer with its weights' name in quotes if it is another, its width or the names of its outputs, and inputs:
 *
 *     hidden "neural_states.states_hidden" = relu layer of 25 from OD, RFP, parts, log(1 + C6)
 *     production = sigmoid layer for OD, RFP from hidden
 *
 * Named outputs are used as `production.OD`. Before `from` may stand `without bias`, or `starting at 0.001` where training
 * should begin with outputs near that value.
 */
export function parseLayer(reader: TokenReader, settings: ReadonlyMap<string, ModelSetting>): SyntaxLayer {
  const name = reader.expect('name', 'the name of a layer');
  const example = `${name.text} = relu layer of 25 from a, b`;
  const weightName = reader.ahead.kind === 'string' ? reader.take().text : name.text;
  reader.expectText('=', example);
  const activation = parseActivation(reader);
  reader.expectText('layer', example);
  let outputNames: readonly string[] | null = null;
  let outputs: number;
  if (reader.takeIf('for')) {
    outputNames = parseNames(reader);
    outputs = outputNames.length;
  } else {
    reader.expectText('of', example);
    outputs = parseWidth(reader, settings);
  }
  const bias = !reader.takeIf('without');
  if (!bias) reader.expectText('bias', `${name.text} = linear layer of 2 without bias from a`);
  const startsAt = bias && reader.takeIf('starting') ? parseStart(reader, activation, settings) : null;
  reader.expectText('from', example);
  const inputs: SyntaxExpression[] = [];
  do {
    // an empty range such as z{1 .. 0} leaves nothing between the commas
    if (!reader.takeIf('{}')) inputs.push(parseExpression(reader));
  } while (reader.takeIf(','));
  return { ...named(reader, name), weightName, activation, outputNames, outputs, bias, startsAt, inputs };
}

function parseActivation(reader: TokenReader): Activation {
  const word = reader.expect('name', `an activation (${activations.join(', ')})`);
  const known = activations.find((activation) => activation === word.text);
  if (known !== undefined) return known;
  const nearest = nearestName(word.text, activations);
  return reader.fail(
    'model.activation',
    `\`${word.text}\` is not an activation`,
    nearest === null ? `use one of ${activations.join(', ')}` : `did you mean \`${nearest}\`?`,
    word,
  );
}

function parseNames(reader: TokenReader): readonly string[] {
  const names: string[] = [];
  do {
    if (!reader.takeIf('{}')) names.push(reader.expect('name', 'the name of an output').text);
  } while (reader.takeIf(','));
  return names;
}

function parseWidth(reader: TokenReader, settings: ReadonlyMap<string, ModelSetting>): number {
  const token = reader.take();
  const width = token.kind === 'number' ? Number(token.text) : settings.get(token.text);
  if (typeof width === 'number' && Number.isInteger(width) && width >= 1 && width <= widestLayer)
    return width;
  return reader.fail(
    'model.layerWidth',
    `a layer has 1 to ${widestLayer} outputs, here ${width === undefined ? `\`${token.text}\`` : width}`,
    'write a number or the name of a setting',
    token,
  );
}

/** `starting at 0.001`, a number or a setting that the activation can reach. */
function parseStart(
  reader: TokenReader,
  activation: Activation,
  settings: ReadonlyMap<string, ModelSetting>,
): number {
  reader.expectText('at', 'starting at 0.001');
  const token = reader.ahead;
  const named = token.kind === 'name' ? settings.get(reader.take().text) : parseNumberToken(reader);
  const [lower, upper] = ranges[activation];
  if (typeof named === 'number' && named > lower && named < upper) return named;
  return reader.fail(
    'model.layerStart',
    `${activation} outputs lie between ${lower} and ${upper}; they cannot start at ${named ?? `\`${token.text}\``}`,
    'write a number between them, or the name of a setting',
    token,
  );
}
