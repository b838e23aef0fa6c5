import { sha256Hex } from '../../base/sha256.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { settingDefaults } from '../../fit/settings.ts';
import type { Model } from '../../model/model.ts';
import type { FitSpec } from '../spec/fit-spec.ts';
import { additionBytes, concatenate, newerMeaning, projection, rawBytes, textBytes } from './fingerprint.ts';
import { fingerprintNames } from './fingerprint-names.ts';
import type { FitSettings, FitSplit } from './fit-settings.ts';

/**
 * What a fit's fingerprint is taken of, piece by piece under names that people know, so that where two fits differ it can
 * be said in what: `--seed` -> `0`, `data file d.csv` -> its SHA-256. Long values stand as their hash.
 */
export type FitIdentity = Readonly<Record<string, string>>;

/** Names that begin so are files, and settings of the command line. */
export const dataFile = 'data file ';
export const option = '--';
export const inSpec = 'spec: ';
/** What follows from spec and data: where only these differ, the program is another. */
export const foldsPiece = 'the choice of wells that train and validate';
export const readings = 'the preparation of the readings';
export const modelText = 'the model’s text';
/** Values that begin so are hashes of longer ones. */
export const hashed = '#';

/** What changes the model’s text as well. */
export const tiePiece = 'params.tie.';
export const boundPiece = 'params.bound.';

/** Keys of FitSpec that a spec calls otherwise. */
const inWords: Readonly<Record<string, string>> = {
  format: 'wellspring',
  method: 'params.solver',
  encoder: 'the encoder’s sizes',
};

export function fitIdentity(
  spec: FitSpec,
  model: Model,
  experiment: Experiment,
  split: FitSplit,
  settings: FitSettings,
): FitIdentity {
  const { seed, batch, draws, evaluationDraws, objective, estimator, selection, posterior, warmup } =
    settings;
  const identity: Record<string, string> = {
    [`${option}seed`]: String(seed),
    [`${option}batch (n_batch)`]: String(batch),
    [`${option}draws`]: String(draws),
    [`${option}evaluation-draws`]: String(evaluationDraws),
    [`${option}objective`]: objective,
    [`${option}estimator`]: estimator,
    [`${option}selection`]: selection,
  };
  if (posterior !== settingDefaults.posterior) {
    identity[`${option}posterior`] = posterior;
    identity[`${option}warmup`] = String(warmup);
  }
  // Older fits did not write it down, and had no other.
  if (experiment.preprocessing !== 'reference') identity[`${option}preprocessing`] = experiment.preprocessing;
  for (const { file, sha256 } of experiment.sources) identity[`${dataFile}${file}`] = sha256;
  const applied = experiment.corrections?.filter(({ on }) => on) ?? [];
  if (applied.length > 0) identity[`${option}corrections`] = hashedText(JSON.stringify(applied));
  const { file: _, modelPlace: __, batch: ___, ...stated } = spec;
  const { parameters, constants, data, modelSettings, learning, otherKeys, ...kept } = stated;
  const { settingPlaces: ____, ownKeys: _____, ...rest } = kept;
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) identity[`${inSpec}${name}`] = short(value);
  };
  for (const [name, value] of Object.entries(rest))
    if (fingerprintNames[1].has(name)) put(inWords[name] ?? name, value);
  put('params.learning_rate', learning.rates.join(', '));
  put('params.learning_boundaries', learning.boundaries.join(', '));
  for (const [name, value] of Object.entries(data))
    if (name !== 'places' && fingerprintNames[1].has(name)) put(`data.${name}`, value);
  for (const { name, value } of spec.constraints.fixed) put(`params.fix.${name}`, value);
  for (const { name, other } of spec.constraints.tied) put(`${tiePiece}${name}`, other);
  for (const { name, limits } of spec.constraints.bounded)
    put(`${boundPiece}${name}`, `${limits.lower} .. ${limits.upper}`);
  const fixed = new Set(spec.constraints.fixed.map(({ name }) => name));
  for (const [name, value] of constants) if (!fixed.has(name)) put(`params.${name}`, value);
  for (const [name, value] of modelSettings) put(`params.${name}`, value);
  for (const { name, value } of otherKeys) put(`params.${name}`, value ?? '');
  for (const { name, level, prior } of parameters) put(`params.${name}`, { level, prior });
  const newer = newerMeaning(model, experiment);
  identity[modelText] = newer === null ? short(model) : hashedText(`${short(model)} ${newer}`);
  const wells = (set: Int32Array) => Array.from(set, (well) => experiment.individuals[well].id);
  const chooses = split.selecting === undefined ? [] : [wells(split.selecting.wells)];
  identity[foldsPiece] = short([
    ...[wells(split.train), wells(split.validation), wells(split.heldOut)],
    ...chooses,
  ]);
  const bytes = [...arraysOf(experiment).map(rawBytes), ...additionBytes(experiment.individuals)];
  identity[readings] = sha256Hex(concatenate(bytes));
  return identity;
}

function arraysOf({ individuals, scales }: Experiment): (Float64Array | Uint8Array)[] {
  return [
    scales,
    ...individuals.flatMap((one) => [one.doses, one.times_h, one.observations, one.mask, one.partsHot]),
  ];
}

/** As JSON, or its hash where that is long. */
function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, projection);
  return text.length <= 64 ? text : hashedText(text);
}

function hashedText(text: string): string {
  return `${hashed}${sha256Hex(textBytes(text))}`;
}
