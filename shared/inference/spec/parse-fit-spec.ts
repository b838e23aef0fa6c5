import { readDocument } from '../../base/document.ts';
import { createReader, type DocumentReader, type MapReader } from '../../base/document-reader.ts';
import type { DocumentEdit } from '../../base/edit-document.ts';
import { failure, hasError, type Outcome, type Place, success } from '../../base/problem.ts';
import type { DataSpec } from '../../experiment/data-spec.ts';
import { parseDataSpec } from '../../experiment/parse-data-spec.ts';
import { fitLimits } from '../../fit/fit-limits.ts';
import { fitSettings } from '../../fit/settings.ts';
import type { FitSpec } from './fit-spec.ts';
import { parseConstraints } from './parse-constraints.ts';
import { parseControl } from './parse-control.ts';
import { parseLearning } from './parse-learning.ts';
import { parseLevels } from './parse-levels.ts';
import { parseModelSettings } from './parse-model-settings.ts';
import { parseOtherKeys } from './parse-other-keys.ts';

const { batch } = fitSettings;

/** Names of solvers in the published layout and our own -> method id. */
const methods = new Map([
  ['midpoint', 'midpoint'],
  ['modeuler', 'modified-euler'],
  ['modeulerwhile', 'modified-euler'],
  ['modified-euler', 'modified-euler'],
  ['euler', 'euler'],
  ['rk4', 'rk4'],
  ['dopri5', 'dormand-prince'],
  ['dormand-prince', 'dormand-prince'],
  ['heun', 'heun'],
  ['tsit5', 'tsit5'],
  ['sdirk4', 'sdirk4'],
]);

/**
 * Reads a spec: the published YAML layout (`data`, `model`, `params`; also the older one with `model` inside `params`) or
 * ours, the same with `wellspring: 1` on top, which stands for other defaults (`impliedSettings`). Unknown keys are errors, but for those of `params` that may be settings of
 * the model. Files and models are not looked at.
 *
 * @param edits values that win over the text's.
 */
export function parseFitSpec(
  text: string,
  file: string,
  edits: readonly DocumentEdit[] = [],
): Outcome<FitSpec> {
  const document = readDocument(text, file, edits);
  if (!document.ok) return document;
  const reader = createReader(document.value);
  const { root } = document.value;
  const top = reader.map(root, root.kind === 'map' ? '' : 'the spec');
  const spec = top === null ? null : parseTop(reader, top, file);
  if (spec === null || hasError(reader.problems)) return failure(reader.problems);
  return success(spec, reader.problems);
}

function parseTop(reader: DocumentReader, top: MapReader, file: string): FitSpec | null {
  const version = top.integer('wellspring', null);
  if (version !== null && version !== 1) {
    const place = top.node('wellspring')?.place ?? top.place;
    const remedy = 'Update Wellspring, or remove the line: the spec is then read as a published one.';
    reader.report(
      place,
      'spec.version',
      `the spec has format ${version}, which this program does not know`,
      remedy,
    );
  }
  const format: FitSpec['format'] = version === null ? 'reference' : 'wellspring/1';
  const data = section(reader, top, 'data');
  const params = section(reader, top, 'params');
  const model = parseModelName(reader, top, params);
  if (data === null || params === null || model === null) {
    top.finish();
    return null;
  }
  const stated = parseDataSpec(reader, data);
  const dataSpec: DataSpec = format === 'reference' ? stated : { preprocessing: 'wells', ...stated };
  data.finish();
  const levels = parseLevels(reader, params);
  const constraints = parseConstraints(reader, params);
  const method = parseMethod(reader, params);
  const spec = {
    file,
    format,
    data: dataSpec,
    model: model.name,
    modelPlace: model.place,
    method,
    control: parseControl(reader, params, method),
    learning: parseLearning(reader, params),
    batch: size(reader, params, batch.inSpec.key, batch.inSpec.default, batch.most),
    encoder: {
      filters: size(reader, params, 'n_filters', 10, fitLimits.encoderSize),
      width: size(reader, params, 'filter_size', 10, fitLimits.encoderSize),
      pool: size(reader, params, 'pool_size', 5, fitLimits.encoderSize),
      hidden: size(reader, params, 'n_hidden', 50, fitLimits.encoderSize),
    },
    ...levels,
    constants: new Map([
      ...levels.constants,
      ...constraints.fixed.map(({ name, value }) => [name, value] as const),
    ]),
    constraints,
    modelSettings: parseModelSettings(reader, params),
  };
  const keys = parseOtherKeys(reader, params, spec.modelSettings);
  top.finish();
  return { ...spec, ...keys };
}

/** Says that a whole section is missing, which is what a wrong file looks like. */
function section(reader: DocumentReader, top: MapReader, key: 'data' | 'params'): MapReader | null {
  const map = top.map(key);
  if (map === null && top.node(key) === null) {
    const remedy = `Add the section “${key}:”, or give another file: a spec has data, model and params.`;
    reader.report(top.place, 'spec.missingSection', `the spec has no section “${key}”`, remedy);
  }
  return map;
}

function parseModelName(
  reader: DocumentReader,
  top: MapReader,
  params: MapReader | null,
): { readonly name: string; readonly place: Place } | null {
  const outer = top.node('model');
  const inner = params?.node('model') ?? null;
  const node = outer ?? inner;
  if (node === null) {
    const remedy = 'Add “model: dr_constant” or the path of a model file.';
    reader.report(top.place, 'spec.missingModel', 'the spec names no model', remedy);
    return null;
  }
  const name = reader.string(node, 'model');
  if (outer !== null && inner !== null && name !== reader.string(inner, 'params.model')) {
    reader.report(
      inner.place,
      'spec.duplicate',
      'two different models are named',
      'Keep the one at the top level.',
    );
  }
  return name === undefined ? null : { name, place: node.place };
}

function parseMethod(reader: DocumentReader, params: MapReader): string {
  const stated = params.oneOf('solver', [...methods.keys()], 'midpoint');
  if (params.boolean('adjoint_solver', false)) {
    const place = params.node('adjoint_solver')?.place ?? params.place;
    const message = 'adjoint_solver has no effect: gradients are those of the discrete steps, exact';
    reader.report(place, 'spec.noEffect', message, 'Remove the key.', 'warning');
  }
  return methods.get(stated) ?? 'midpoint';
}

function size(
  reader: DocumentReader,
  params: MapReader,
  key: string,
  fallback: number,
  most: number,
): number {
  const value = params.integer(key, fallback);
  if (value >= 1 && value <= most) return value;
  const place = params.node(key)?.place ?? params.place;
  const message = `params.${key} is ${value}, ${value < 1 ? 'below 1' : `above ${most}`}`;
  reader.report(place, 'spec.range', message, `Give a whole number from 1 to ${most}.`);
  return fallback;
}
