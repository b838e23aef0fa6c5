import type { LocatedEntry } from '../../base/document.ts';
import type { DocumentReader, MapReader } from '../../base/document-reader.ts';
import type { PriorSpec } from '../../model/prior.ts';
import type { Conditioning, ParameterSpec } from './fit-spec.ts';
import { parsePrior } from './parse-prior.ts';

/** The sections of `params` that list parameters. */
export interface Levels {
  readonly constants: ReadonlyMap<string, number>;
  readonly parameters: readonly ParameterSpec[];
  readonly groupConditioning: Conditioning;
  readonly individualConditioning: Conditioning;
}

const sections = [
  ['global', 'population'],
  ['global_conditioned', 'group'],
  ['local', 'individual'],
] as const;

export function parseLevels(reader: DocumentReader, params: MapReader): Levels {
  const constants = new Map<string, number>();
  const parameters: ParameterSpec[] = [];
  const sectionOf = new Map<string, string>();
  /** Whether the name is new; a problem where another section has it already. */
  const claim = ({ key, keyPlace }: LocatedEntry, section: string): boolean => {
    const other = sectionOf.get(key);
    if (other === undefined) {
      sectionOf.set(key, section);
      return true;
    }
    const message = `parameter ${key} stands in params.${other} and in params.${section}`;
    reader.report(keyPlace, 'spec.duplicateParameter', message, 'Keep it at one level.');
    return false;
  };

  for (const entry of params.map('constant')?.entries ?? []) {
    const value = reader.number(entry.value, `params.constant.${entry.key}`);
    if (claim(entry, 'constant') && value !== undefined) constants.set(entry.key, value);
  }
  const shared = parseShared(reader, params);
  const conditioning = new Map<string, Conditioning>();
  for (const [section, level] of sections) {
    const map = params.map(section);
    if (map === null) continue;
    if (section !== 'global') conditioning.set(section, parseConditioning(map));
    for (const entry of map.entries) {
      if (entry.key === 'conditioning' && section !== 'global') continue;
      const stated = parsePrior(reader, entry.value, `params.${section}.${entry.key}`, shared);
      if (!claim(entry, section) || stated === null) continue;
      if (stated.kind === 'constant') constants.set(entry.key, stated.value);
      else {
        const { prior, sharedPrior } = stated;
        parameters.push({ name: entry.key, level, prior, sharedPrior, place: entry.keyPlace });
      }
    }
  }
  const none: Conditioning = { devices: false, treatments: false };
  return {
    constants,
    parameters,
    groupConditioning: conditioning.get('global_conditioned') ?? none,
    individualConditioning: conditioning.get('local') ?? none,
  };
}

/** Priors that parameters take by name. They may name one another only downwards: each is read with those above it. */
function parseShared(reader: DocumentReader, params: MapReader): ReadonlyMap<string, PriorSpec> {
  const shared = new Map<string, PriorSpec>();
  for (const { key, keyPlace, value } of params.map('shared')?.entries ?? []) {
    const stated = parsePrior(reader, value, `params.shared.${key}`, shared);
    if (stated?.kind === 'prior') shared.set(key, stated.prior);
    if (stated?.kind !== 'constant') continue;
    const message = `the shared prior ${key} is a constant`;
    reader.report(
      keyPlace,
      'spec.sharedConstant',
      message,
      'List the parameters themselves under params.constant.',
    );
  }
  return shared;
}

function parseConditioning(section: MapReader): Conditioning {
  const map = section.map('conditioning');
  if (map === null) return { devices: false, treatments: false };
  const conditioning = {
    devices: map.boolean('devices', false),
    treatments: map.boolean('treatments', false),
  };
  map.finish();
  return conditioning;
}
