import type { Problem } from '../base/problem.ts';
import type { DataSpec } from './data-spec.ts';
import type { NamedRun } from './selected-well.ts';

/** A device's part as a layout names it; '': it has none. */
export interface StatedPart {
  readonly part: string;
  /** Whose layout said it first. */
  readonly plate: string;
}

/** Group -> device (index into the spec's) -> its part. */
export type LayoutParts = ReadonlyMap<string, ReadonlyMap<number, StatedPart>>;

/**
 * What layouts say of the spec's devices' parts. Layouts of two plates that give a device different parts are a problem.
 *
 * @param nameOf as names of devices are compared.
 */
export function layoutParts(
  { devices }: DataSpec,
  runs: readonly NamedRun[],
  nameOf: (written: string) => string,
  problems: Problem[],
): LayoutParts {
  const groups = new Map<string, Map<number, StatedPart>>();
  const names = devices.map(nameOf);
  for (const { plate, run } of runs) {
    for (const [written, parts] of Object.entries(run.parts ?? {})) {
      const exact = devices.indexOf(written);
      const device = exact === -1 ? names.indexOf(nameOf(written)) : exact;
      if (device === -1) continue;
      for (const [group, part] of Object.entries(parts)) {
        const own = groups.get(group) ?? new Map<number, StatedPart>();
        groups.set(group, own);
        const before = own.get(device);
        if (before === undefined) own.set(device, { part, plate });
        else if (before.part !== part) problems.push(twoParts(written, group, before, { part, plate }));
      }
    }
  }
  return groups;
}

function twoParts(device: string, group: string, one: StatedPart, other: StatedPart): Problem {
  const twice = one.plate === other.plate ? '' : ` and, by the layout of “${one.plate}”,`;
  return {
    code: 'layout.part',
    severity: 'error',
    message: `${device} has ${partWords(other.part)} of ${group}${twice === '' ? ' and' : twice} ${partWords(one.part)}`,
    remedy:
      'A device has one part in each group: correct one layout, or give devices that differ names of their own.',
    place: { where: `the layout of “${other.plate}”, part:${group}` },
  };
}

/** As a sentence goes on: `the part “S32”`. */
export function partWords(part: string): string {
  return part === '' ? 'no part' : `the part “${part}”`;
}
