import { largest } from '../base/lists.ts';
import type { Problem } from '../base/problem.ts';
import type { DataSpec } from './data-spec.ts';
import type { PartGroup } from './experiment.ts';
import { type LayoutParts, partWords, type StatedPart } from './layout-parts.ts';
import type { TakenParts } from './plate-decisions.ts';

/**
 * Groups of parts: the spec's in its order, then those that layouts alone state and something in the fit takes, in the order in
 * which they are first met. Where both state one they must mean the same: the spec numbers parts and layouts name them, so each
 * name goes with one number.
 */
export function partGroups(
  spec: DataSpec,
  stated: LayoutParts,
  taken: TakenParts,
  problems: Problem[],
): readonly PartGroup[] {
  const own = [...(spec.groups ?? [])].map(([name, partOfDevice]) => {
    const fromLayout = stated.get(name);
    if (fromLayout !== undefined) contradictions(spec, name, partOfDevice, fromLayout, problems);
    return specGroup(spec, name, partOfDevice);
  });
  const others = [...stated].flatMap(([name, parts]): readonly PartGroup[] => {
    if (spec.groups?.has(name) === true) return [];
    if (taken.all || taken.groups.has(name)) return [layoutGroup(spec, name, parts, problems)];
    problems.push(unusedColumn(name, parts, taken));
    return [];
  });
  const groups = [...own, ...others];
  for (const name of spec.defaultDevices.keys())
    if (!groups.some((group) => group.name === name)) problems.push(noGroup(name));
  return groups;
}

function specGroup(spec: DataSpec, name: string, partOfDevice: readonly (number | null)[]): PartGroup {
  const parts = partOfDevice.map((part) => part ?? -1);
  const baseline = spec.defaultDevices.get(name);
  return {
    name,
    partOfDevice,
    count: 1 + largest(parts, -1),
    baseline: typeof baseline === 'number' ? baseline : null,
  };
}

/** Parts are numbered as they are met, in the order of the spec's devices. */
function layoutGroup(
  { devices, defaultDevices }: DataSpec,
  name: string,
  parts: ReadonlyMap<number, { readonly part: string }>,
  problems: Problem[],
): PartGroup {
  const unsaid = devices.filter((_, device) => !parts.has(device));
  if (unsaid.length > 0) problems.push(unsaidParts(name, unsaid));
  const names: string[] = [];
  const partOfDevice = devices.map((_, device) => {
    const part = parts.get(device)?.part ?? '';
    if (part === '') return null;
    if (!names.includes(part)) names.push(part);
    return names.indexOf(part);
  });
  const asked = defaultDevices.get(name);
  const baseline = asked === undefined ? -1 : names.indexOf(String(asked));
  if (asked !== undefined && baseline === -1) problems.push(noBaseline(name, String(asked), names));
  return { name, partOfDevice, count: names.length, baseline: baseline === -1 ? null : baseline };
}

/** Each of the spec's numbers has one name in the layouts, and each name one number. */
function contradictions(
  spec: DataSpec,
  group: string,
  partOfDevice: readonly (number | null)[],
  parts: ReadonlyMap<number, StatedPart>,
  problems: Problem[],
): void {
  const nameOf = new Map<number, string>();
  const numberOf = new Map<string, number>();
  for (const [device, said] of parts) {
    const number = partOfDevice[device] ?? null;
    if (number === null && said.part === '') continue;
    const [named, numbered] = [nameOf.get(number ?? -1), numberOf.get(said.part)];
    const agrees =
      number !== null &&
      said.part !== '' &&
      (named ?? said.part) === said.part &&
      (numbered ?? number) === number;
    if (agrees) {
      nameOf.set(number, said.part);
      numberOf.set(said.part, number);
      continue;
    }
    const why = [
      ...(named === undefined ? [] : [`part ${number} is “${named}” of another device`]),
      ...(numbered === undefined ? [] : [`“${said.part}” is part ${numbered} of another device`]),
    ];
    problems.push(contradiction(spec, { group, device, number, why: why.join(', ') }, said));
  }
}

interface Contradicted {
  readonly group: string;
  /** Index into the spec's devices. */
  readonly device: number;
  /** The spec's for it; null: none. */
  readonly number: number | null;
  /** Why name and number cannot be the same part; '': one of the two says that there is none. */
  readonly why: string;
}

function contradiction({ devices, places }: DataSpec, at: Contradicted, said: StatedPart): Problem {
  const { group, device, number, why } = at;
  const inSpec = number === null ? 'no part' : `part ${number}`;
  const because = why === '' ? '' : `: ${why}`;
  return {
    code: 'layout.partContradicts',
    severity: 'error',
    message: `data.groups.${group} gives ${devices[device]} ${inSpec}, and part:${group} in the layout of “${said.plate}” ${partWords(said.part)}${because}`,
    remedy: `Correct one of the two, or take ${group} out of data.groups: then the layout alone says it.`,
    ...(places?.groups?.get(group) ?? { place: { where: `data.groups.${group}` } }),
  };
}

function unsaidParts(group: string, devices: readonly string[]): Problem {
  return {
    code: 'layout.partUnsaid',
    severity: 'error',
    message: `no layout says which part of ${group} ${devices.join(', ')} ${devices.length === 1 ? 'has' : 'have'}`,
    remedy: `Write it into the column part:${group} beside the device, or none where it has no part; or state all in data.groups.${group}.`,
    place: { where: `part:${group}` },
  };
}

function unusedColumn(
  group: string,
  parts: ReadonlyMap<number, { readonly plate: string }>,
  { offered }: TakenParts,
): Problem {
  const plates = [...new Set([...parts.values()].map(({ plate }) => `“${plate}”`))];
  return {
    code: 'layout.unusedPart',
    severity: 'warning',
    message: `the column part:${group} is not used: nothing in this fit takes parts of ${group}`,
    remedy:
      offered.length === 0
        ? 'Nothing is to be done: the model has no parts.'
        : `Call the column as the model does, if it is one of ${offered.map((name) => `part:${name}`).join(', ')}; else nothing is to be done.`,
    place: { where: `the layout of ${plates.slice(0, 3).join(', ')}${plates.length > 3 ? ', …' : ''}` },
  };
}

function noGroup(name: string): Problem {
  return {
    code: 'spec.unknownGroup',
    severity: 'error',
    message: `there is no group “${name}” for data.default_devices`,
    remedy: `State data.groups.${name}, or give a layout with a column part:${name}; or take it out of data.default_devices.`,
    place: { where: `data.default_devices.${name}` },
  };
}

function noBaseline(group: string, asked: string, names: readonly string[]): Problem {
  return {
    code: 'spec.partIndex',
    severity: 'error',
    message: `no device has the part “${asked}” of ${group}, so it cannot be the baseline`,
    remedy: `Name one that the layout has: ${names.join(', ')}.`,
    place: { where: `data.default_devices.${group}` },
  };
}

/** Multi-hot vector of a device's parts, groups one after the other; without groups one entry, 1, for all. */
export function partsHot(groups: readonly PartGroup[], device: number): Float64Array {
  if (groups.length === 0) return Float64Array.of(1);
  const hot = new Float64Array(groups.reduce((sum, group) => sum + group.count, 0));
  let offset = 0;
  for (const group of groups) {
    const part = group.partOfDevice[device] ?? null;
    if (part !== null) hot[offset + part] = 1;
    offset += group.count;
  }
  return hot;
}

/** The vector of a device where no groups are stated: the part is the device, and the vector has one entry for each. */
export function deviceHot(groups: readonly PartGroup[], devices: number, device: number): Float64Array {
  if (groups.length > 0) return partsHot(groups, device);
  const hot = new Float64Array(devices);
  hot[device] = 1;
  return hot;
}
