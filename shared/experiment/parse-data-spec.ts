import { excerptAt, type LocatedNode } from '../base/document.ts';
import { type DocumentReader, isNull, type MapReader } from '../base/document-reader.ts';
import { type DataSpec, preprocessings, type SpecPlace } from './data-spec.ts';
import { foldUnits } from './fold-units.ts';
import { parseBinding } from './parse-binding.ts';

/** Reads the `data` section. Problems are collected by the reader; what is returned then is only good for further checks. */
export function parseDataSpec(reader: DocumentReader, data: MapReader): DataSpec {
  const devices = names(reader, data, 'devices');
  const files = names(reader, data, 'files');
  const signals = parseBinding(reader, data, 'signals') ?? names(reader, data, 'signals');
  const treatments = parseBinding(reader, data, 'conditions');
  const conditions = treatments?.values ?? names(reader, data, 'conditions', 'may be empty').values;
  const background = data.boolean('subtract_background', null);
  const preprocessing = data.oneOf('preprocessing', preprocessings, null);
  const foldUnit = data.oneOf('fold_unit', foldUnits, null);
  const pretty = data.strings('pretty_devices', null);
  if (pretty !== null && pretty.length !== devices.values.length) {
    const message = `pretty_devices has ${pretty.length} names for ${devices.values.length} devices`;
    reader.report(
      placeOf(data, 'pretty_devices'),
      'spec.length',
      message,
      'Give one name a device, in their order.',
    );
  }
  const groups = parseGroups(reader, data, devices.values.length);
  return {
    devices: devices.values,
    prettyDevices: pretty ?? devices.values,
    files: files.values,
    signals: signals.values,
    ...('bound' in signals && { observables: signals.bound }),
    conditions,
    ...(treatments !== null && { treatments: treatments.bound }),
    ...(preprocessing && { preprocessing }),
    ...(foldUnit && { foldUnit }),
    groups,
    defaultDevices: parseBaselines(reader, data, groups),
    normalize: parseDivisors(reader, data, signals.values),
    merge: data.boolean('merge', true),
    subtractBackground: background ?? true,
    statesBackground: typeof background === 'boolean',
    separateConditions: data.boolean('separate_conditions', false),
    dtype: data.oneOf('dtype', ['float32', 'float64'] as const, 'float32' as const),
    places: {
      ...{ devices: devices.places, files: files.places, signals: signals.places },
      groups: groupPlaces(reader, data),
    },
  };
}

function placeOf(map: MapReader, key: string): MapReader['place'] {
  return map.node(key)?.place ?? map.place;
}

/** A list of different names, at least one unless it may be empty. */
function names(
  reader: DocumentReader,
  data: MapReader,
  key: string,
  none?: 'may be empty',
): { values: readonly string[]; places: SpecPlace[] } {
  const values = data.strings(key) ?? [];
  const node = data.node(key);
  const items = node?.kind === 'list' ? node.items : [];
  const places = items.map(({ place }): SpecPlace => ({ place, ...excerptAt(reader.document.text, place) }));
  if (none === undefined && node?.kind === 'list' && items.length === 0) {
    reader.report(node.place, 'spec.empty', `data.${key} is empty`, 'Name at least one.');
  }
  const seen = new Set<string>();
  values.forEach((value, index) => {
    if (!seen.has(value)) {
      seen.add(value);
      return;
    }
    const message = `data.${key} names “${value}” twice`;
    reader.report(places[index]?.place ?? data.place, 'spec.duplicate', message, 'Name it once.');
  });
  return { values, places };
}

function parseGroups(reader: DocumentReader, data: MapReader, devices: number): DataSpec['groups'] {
  const map = data.map('groups');
  if (map === null) return null;
  const groups = new Map<string, readonly (number | null)[]>();
  for (const { key, value } of map.entries) {
    const parts = value.kind === 'list' ? value.items : [];
    const indices = reader.list(value, `data.groups.${key}`, (node, where) => part(reader, node, where));
    if (indices === undefined) continue;
    if (parts.length !== devices) {
      const message = `group ${key} has ${parts.length} parts for ${devices} devices`;
      reader.report(
        value.place,
        'spec.length',
        message,
        'Give one part index a device, None where it has no such part.',
      );
      continue;
    }
    groups.set(
      key,
      indices.map((index) => (index === 'none' ? null : index)),
    );
  }
  return groups;
}

function groupPlaces(reader: DocumentReader, data: MapReader): ReadonlyMap<string, SpecPlace> {
  const node = data.node('groups');
  if (node?.kind !== 'map') return new Map();
  return new Map(
    node.entries.map(({ key, keyPlace: place }) => [
      key,
      { place, ...excerptAt(reader.document.text, place) },
    ]),
  );
}

/** `'none'` stands for no part, because undefined means a wrong item. */
function part(reader: DocumentReader, node: LocatedNode, where: string): number | 'none' | undefined {
  if (isNull(node)) return 'none';
  const index = reader.integer(node, where);
  if (index === undefined || (index >= 0 && index < 1000)) return index;
  const remedy = 'Count parts from 0; write None where a device has no such part.';
  reader.report(node.place, 'spec.partIndex', `${where} is ${index}, not a part index`, remedy);
  return undefined;
}

/** Where the spec states no groups a layout may, and names parts: it is known with the data whether it does. */
function parseBaselines(
  reader: DocumentReader,
  data: MapReader,
  groups: DataSpec['groups'],
): ReadonlyMap<string, number | string> {
  const baselines = new Map<string, number | string>();
  const map = data.map('default_devices');
  for (const { key, keyPlace, value } of map?.entries ?? []) {
    if (groups === null) {
      if (isNull(value)) continue;
      const part = reader.string(value, `data.default_devices.${key}`);
      if (part !== undefined) baselines.set(key, part);
      continue;
    }
    const parts = groups.get(key);
    const index = isNull(value) ? undefined : reader.integer(value, `data.default_devices.${key}`);
    if (parts === undefined) {
      const known = [...groups.keys()].join(', ');
      const remedy = known === '' ? 'State data.groups first.' : `Use one of: ${known}.`;
      reader.report(keyPlace, 'spec.unknownGroup', `there is no group “${key}”`, remedy);
    } else if (index !== undefined && !parts.includes(index)) {
      const message = `group ${key} has no part ${index}, so it cannot be the baseline`;
      reader.report(value.place, 'spec.partIndex', message, `Use a part index of data.groups.${key}.`);
    } else if (index !== undefined) {
      baselines.set(key, index);
    }
  }
  return baselines;
}

/** A list in the order of the signals, or a map by signal. */
function parseDivisors(
  reader: DocumentReader,
  data: MapReader,
  signals: readonly string[],
): readonly number[] | null {
  const node = data.node('normalize');
  if (node === null) return null;
  let divisors: readonly number[];
  if (node.kind === 'map') {
    const map = reader.map(node, 'data.normalize');
    divisors = signals.map((signal) => map?.number(signal) ?? 1);
    map?.finish();
  } else {
    divisors = data.numbers('normalize') ?? [];
    if (divisors.length !== signals.length) {
      const message = `data.normalize has ${divisors.length} numbers for ${signals.length} signals`;
      reader.report(node.place, 'spec.length', message, 'Give one divisor a signal.');
    }
  }
  if (divisors.some((divisor) => !(divisor > 0))) {
    reader.report(
      node.place,
      'spec.range',
      'data.normalize holds a divisor that is not above 0',
      'Give positive numbers.',
    );
  }
  return divisors;
}
