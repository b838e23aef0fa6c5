import { largest } from '../base/lists.ts';
import type { DataSpec } from './data-spec.ts';
import type { PartGroup } from './experiment.ts';

/** The spec's `groups`, in its order; empty where it states none. */
export function partGroups(spec: DataSpec): readonly PartGroup[] {
  return [...(spec.groups ?? [])].map(([name, partOfDevice]) => ({
    name,
    partOfDevice,
    count:
      1 +
      largest(
        partOfDevice.map((part) => part ?? -1),
        -1,
      ),
    baseline: spec.defaultDevices.get(name) ?? null,
  }));
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

/**
 * Where a spec states no groups the part is the device: the multi-hot vector has one entry for each. `stated`: the spec's
 * groups alone, `hot`: the vector of a device.
 */
export function devicePartGroups(spec: DataSpec): {
  readonly stated: readonly PartGroup[];
  hot(device: number): Float64Array;
} {
  const stated = partGroups(spec);
  const own: PartGroup = {
    name: 'device',
    partOfDevice: spec.devices.map((_, device) => device),
    count: spec.devices.length,
    baseline: null,
  };
  return { stated, hot: (device) => partsHot(stated.length > 0 ? stated : [own], device) };
}
