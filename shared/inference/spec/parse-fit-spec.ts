import { readDocument } from '../../base/document.ts';
import { createReader, type DocumentReader, type MapReader } from '../../base/document-reader.ts';
import { failure, hasError, type Outcome, type Place, success } from '../../base/problem.ts';
import { parseDataSpec } from '../../experiment/parse-data-spec.ts';
import type { FitSpec } from './fit-spec.ts';
import { parseLearning } from './parse-learning.ts';
import { parseLevels } from './parse-levels.ts';
import { parseModelSettings } from './parse-model-settings.ts';

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
 * ours, the same with `wellspring: 1` on top. Unknown keys are errors. Files and models are not looked at.
 */
export function parseFitSpec(text: string, file: string): Outcome<FitSpec> {
  const document = readDocument(text, file);
  if (!document.ok) return document;
  const reader = createReader(document.value);
  const top = reader.map(document.value.root, 'the spec');
  const spec = top === null ? null : parseTop(reader, { ...top, where: '' }, file);
  if (spec === null || hasError(reader.problems)) return failure(reader.problems);
  return success(spec, reader.problems);
}

function parseTop(reader: DocumentReader, top: MapReader, file: string): FitSpec | null {
  const version = top.integer('wellspring', null);
  if (version !== null && version !== 1) {
    const place = top.node('wellspring')?.place ?? top.place;
    const remedy = 'Update Wellspring, or write wellspring: 1.';
    reader.report(place, 'spec.version', `the spec has format ${version}; this program reads 1`, remedy);
  }
  const format = version === null ? 'reference' : 'wellspring/1';
  const data = section(reader, top, 'data');
  const params = section(reader, top, 'params');
  const model = parseModelName(reader, top, params);
  if (data === null || params === null || model === null) {
    top.finish();
    return null;
  }
  const dataSpec = parseDataSpec(reader, data);
  data.finish();
  const levels = parseLevels(reader, params);
  const spec: FitSpec = {
    file,
    format,
    data: dataSpec,
    model: model.name,
    modelPlace: model.place,
    method: parseMethod(reader, params),
    control: parseControl(reader, params),
    learning: parseLearning(reader, params),
    batch: atLeastOne(reader, params, 'n_batch', 36),
    encoder: {
      filters: atLeastOne(reader, params, 'n_filters', 10),
      width: atLeastOne(reader, params, 'filter_size', 10),
      pool: atLeastOne(reader, params, 'pool_size', 5),
      hidden: atLeastOne(reader, params, 'n_hidden', 50),
    },
    ...levels,
    modelSettings: parseModelSettings(reader, params),
  };
  params.finish();
  top.finish();
  return spec;
}

/** `substeps: 4`, `rtol: 1e-6`, `atol: 1e-9`, `max_steps: 20000`; each above 0. */
function parseControl(reader: DocumentReader, params: MapReader): FitSpec['control'] {
  const positive = (key: string, value: number | null): number | null => {
    if (value === null || value > 0) return value;
    const place = params.node(key)?.place ?? params.place;
    reader.report(place, 'spec.range', `params.${key} is ${value}, not above 0`, 'Give a number above 0.');
    return null;
  };
  const substeps = positive('substeps', params.integer('substeps', null));
  const rtol = positive('rtol', params.number('rtol', null));
  const atol = positive('atol', params.number('atol', null));
  const maxSteps = positive('max_steps', params.integer('max_steps', null));
  return {
    ...(substeps !== null && { substeps }),
    ...(rtol !== null && { rtol }),
    ...(atol !== null && { atol }),
    ...(maxSteps !== null && { maxSteps }),
  };
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

function atLeastOne(reader: DocumentReader, params: MapReader, key: string, fallback: number): number {
  const value = params.integer(key, fallback);
  if (value < 1) {
    const place = params.node(key)?.place ?? params.place;
    reader.report(place, 'spec.range', `params.${key} is ${value}, below 1`, 'Give 1 or more.');
  }
  return value;
}
