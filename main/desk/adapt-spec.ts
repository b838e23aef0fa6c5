import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { assert } from '../../shared/base/assert.ts';
import type { DataSpec } from '../../shared/experiment/data-spec.ts';
import { unusedReason } from '../../shared/experiment/unused-wells.ts';
import type { PlateWell } from '../../shared/plate/plate-run.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** What of a spec's data section a project has. */
export interface SpecMatch {
  /** The project's files that hold any of the devices and all the signals, in order of import. */
  readonly files: readonly string[];
  /** Indices of the spec's devices that are in those files with treatments that the spec knows. */
  readonly devices: readonly number[];
  /** One sentence each; empty: the spec can be used. */
  readonly missing: readonly string[];
}

export function matchSpec(data: DataSpec, plates: readonly ShelvedPlate[]): SpecMatch {
  if (plates.length === 0)
    return { files: [], devices: [], missing: ['The project has no plate files yet.'] };
  const withDevices = plates.filter(({ wells }) => wells.some((well) => data.devices.includes(well.device)));
  if (withDevices.length === 0) {
    const wanted = list(data.prettyDevices);
    const missing = `No well has ${data.devices.length > 1 ? 'one of its devices' : 'its device'} (${wanted}).`;
    return { files: [], devices: [], missing: [missing] };
  }
  const whole = withDevices.filter(({ signals }) => lackedBy(data, signals).length === 0);
  if (whole.length === 0) {
    const missing = withDevices.map(({ file, signals }) => `${file} lacks ${list(lackedBy(data, signals))}.`);
    return { files: [], devices: [], missing };
  }
  const devices = [...data.devices.keys()].filter((index) =>
    whole.some(({ wells }) =>
      wells.some((well) => well.device === data.devices[index] && isFitted(data, well)),
    ),
  );
  if (devices.length === 0) {
    const missing = `Every well of its devices got something else than ${list(data.conditions)}.`;
    return { files: [], devices: [], missing: [missing] };
  }
  const names = devices.map((index) => data.devices[index]);
  const used = whole.filter(({ wells }) =>
    wells.some((well) => names.includes(well.device) && isFitted(data, well)),
  );
  return { files: [...new Set(used.flatMap(({ files }) => files))], devices, missing: [] };
}

function lackedBy(data: DataSpec, signals: ShelvedPlate['signals']): readonly string[] {
  return data.signals.filter((name) => !signals.some(({ signal, timed }) => signal === name && timed));
}

/** As preprocessing takes it: a sample in use, and what is there in other than zero amount is named in `conditions`. */
function isFitted(data: DataSpec, well: PlateWell): boolean {
  if (unusedReason(well) !== null) return false;
  const { treatment, treatments } = well;
  if (treatments !== undefined)
    return treatments.every(({ name, value }) => value === 0 || data.conditions.includes(name));
  return treatment.split(';').every((part) => {
    const [name = '', dose = ''] = part.split('=');
    return name.trim() === '' || Number(dose) === 0 || data.conditions.includes(name.trim());
  });
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

/**
 * The spec's text for these files and devices alone: `files` replaced, the lists that go by device shortened, a baseline
 * part that is gone taken out. Everything else, comments included, stays as written; where nothing is to be changed, the
 * text itself does. The text must be a spec that parses.
 */
export function adaptSpec(text: string, data: DataSpec, match: SpecMatch): string {
  const sameFiles = match.files.join('\n') === data.files.join('\n');
  const allDevices = match.devices.length === data.devices.length;
  if (sameFiles && allDevices) return text;
  const document = parseDocument(text);
  const section = document.get('data', true);
  assert(isMap(section), 'a spec that parses has a data section');
  if (!sameFiles) replaceItems(document, section, match.files);
  if (!allDevices) {
    for (const key of ['devices', 'pretty_devices']) keepItems(section.get(key, true), match.devices);
    const groups = section.get('groups', true);
    const baselines = section.get('default_devices', true);
    for (const [name, parts] of data.groups ?? []) {
      if (isMap(groups)) keepItems(groups.get(name, true), match.devices);
      const baseline = data.defaultDevices.get(name);
      const left = match.devices.map((index) => parts[index]);
      if (typeof baseline === 'number' && !left.includes(baseline) && isMap(baselines))
        baselines.delete(name);
    }
    if (isMap(baselines) && baselines.items.length === 0) section.delete('default_devices');
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function replaceItems(document: Document, section: YAMLMap, files: readonly string[]): void {
  const before = section.get('files', true);
  assert(isSeq(before), 'a spec that parses lists its files');
  before.items = files.map((file) => document.createNode(file));
}

/** Keeps the items at these indices; a list that is not there, or goes by an alias, is left alone. */
function keepItems(node: unknown, indices: readonly number[]): void {
  if (!isSeq(node)) return;
  const sequence: YAMLSeq = node;
  sequence.items = sequence.items.filter((_, index) => indices.includes(index));
}
