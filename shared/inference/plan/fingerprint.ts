import { sha256Hex } from '../../base/sha256.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Model } from '../../model/model.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { fingerprintNames } from './fingerprint-names.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';
import type { ParameterLayout } from './parameter-layout.ts';

/** What older versions did not know is left out. */
export function projection(this: unknown, key: string, value: unknown): unknown {
  if (key !== '' && !Array.isArray(this) && !fingerprintNames[1].has(key)) return undefined;
  return withoutPlaces(key, value);
}

/** Of a plan, what decides a fit's course. */
export interface Fingerprinted {
  readonly spec: FitSpec;
  readonly model: Model;
  readonly experiment: Experiment;
  readonly split: FitSplit;
  readonly settings: FitSettings;
  readonly parameters: ParameterLayout;
}

/**
 * One number for all that decides a fit's course, so that a checkpoint is never taken up by another fit. Left out: how
 * long the fit goes on and when it is evaluated, where files lie, and fields that are newer than the version (1).
 */
export function fitFingerprint({
  spec,
  model,
  experiment,
  split,
  settings,
  parameters,
}: Fingerprinted): string {
  const { epochs: _, evaluateEvery: __, ...kept } = settings;
  // Units of doses are in the logarithms of doses, which are below.
  const { individuals, problems: ___, sources, doseUnits: ____, ...data } = experiment;
  const files = sources.map((source) => source.sha256);
  const chooses = split.selecting === undefined ? [] : [split.selecting.wells];
  const sets = [split.train, split.validation, split.heldOut, ...chooses].map((set) => Array.from(set));
  const names = individuals.map((individual) => [individual.id, individual.device]);
  const text = JSON.stringify({ spec, model, data, files, sets, names, settings: kept }, projection);
  const arrays = individuals.flatMap((one) => [
    one.doses,
    one.times_h,
    one.observations,
    one.mask,
    one.partsHot,
    one.logTreatments,
  ]);
  // what a weight of a part means; of the published ones it is what it always was
  const forms = parameters.points.filter(({ form }) => form !== 'published').map(({ name }) => name);
  const newer = newerMeaning(model, experiment);
  const texts = [
    text,
    ...(forms.length === 0 ? [] : [JSON.stringify({ logarithms: forms })]),
    ...(newer === null ? [] : [newer]),
  ].map(textBytes);
  return sha256Hex(concatenate([...texts, ...arrays.map(rawBytes), ...additionBytes(individuals)]));
}

/**
 * What models and wells say in words that version 1 did not know, so that fits with them are told apart and those without are
 * what they were: white shares, discrepancies, what grouping is by, what wells' values go with. null: nothing.
 */
export function newerMeaning(
  { observables, parameters, correlated = [] }: Pick<Model, 'observables' | 'parameters' | 'correlated'>,
  { individuals }: Pick<Experiment, 'individuals'>,
): string | null {
  const errors = observables.flatMap(({ signal, residual: { whiteShare = null, discrepancy = null } }) =>
    whiteShare === null && discrepancy === null ? [] : [{ signal, whiteShare, discrepancy }],
  );
  const grouped = parameters.flatMap(({ name, factor }) => (factor === undefined ? [] : [{ name, factor }]));
  const terms = parameters.flatMap(({ name, prior }) =>
    prior?.muTerms === undefined ? [] : [{ name, terms: prior.muTerms }],
  );
  const together = terms.length === 0 && correlated.length === 0 ? {} : { terms, correlated };
  if (errors.length === 0 && grouped.length === 0 && !('terms' in together)) return null;
  const levels = grouped.map(({ factor }) => individuals.map(({ factors }) => factors?.[factor] ?? null));
  return JSON.stringify({ errors, grouped, levels, ...together }, withoutPlaces);
}

/** What was added later, well by well: [well, treatment, value, time] each; nothing where nothing was. */
export function additionBytes(individuals: Experiment['individuals']): readonly Uint8Array[] {
  const numbers = individuals.flatMap(({ additions = [] }, well) =>
    additions.flatMap(({ treatment, value, time_h }) => [well, treatment, value, time_h]),
  );
  return numbers.length === 0 ? [] : [rawBytes(Float64Array.from(numbers))];
}

/**
 * Places and file names say where something was written, not what. Keys that are settings of the model have acted on the
 * model, which is there whole.
 */
const placeKeys: ReadonlySet<string> = new Set([
  'place',
  'modelPlace',
  'file',
  'places',
  'excerpt',
  'settingPlaces',
  'ownKeys',
  'otherKeys',
]);

function withoutPlaces(key: string, value: unknown): unknown {
  if (placeKeys.has(key)) return undefined;
  if (value instanceof Map) return [...value.entries()];
  if (value instanceof Float64Array) return Array.from(value);
  return value;
}

/** UTF-16, little-endian. */
export function textBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 255;
    bytes[2 * i + 1] = unit >>> 8;
  }
  return bytes;
}

/** The array's memory; all hosts are little-endian. */
export function rawBytes(array: Float64Array | Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
