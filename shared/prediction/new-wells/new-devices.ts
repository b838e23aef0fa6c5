import type { Problem } from '../../base/problem.ts';
import type { Experiment, PartGroup } from '../../experiment/experiment.ts';
import { partWords } from '../../experiment/layout-parts.ts';
import type { Layout } from '../../plate/layout/layout.ts';
import { partNamed } from '../scenario/scenario-device.ts';

/** Devices of new wells among those of a fit, and behind them. */
export interface NewDevices {
  /** The fit's, with devices more. */
  readonly experiment: Experiment;
  /** As the files have them, those whose wells can be predicted. */
  readonly names: readonly string[];
  /** Of each name its device. */
  readonly at: readonly number[];
  readonly problems: readonly Problem[];
}

interface Sayings {
  /** The fit's layouts, and those of the new plates. */
  readonly own: readonly Layout[];
  readonly given: readonly Layout[];
  /** As names of devices are compared. */
  nameOf(written: string): string;
}

/**
 * A device that the fit has is that one. Of another one a layout says its parts (`part:aR`): parts are known by the names that the
 * fit's layouts have for them, or as `--part` names them, and a name that the fit does not know is a part more, of which there is
 * only its prior. A device of which no part is stated is left out, where the fit has groups of parts.
 */
export function newDevices(experiment: Experiment, held: readonly string[], said: Sayings): NewDevices {
  const problems: Problem[] = [];
  const groups = experiment.parts.map((group) => new NamedParts(experiment, group, said));
  const devices = [...experiment.devices];
  const parts = experiment.parts.map(({ partOfDevice }) => [...partOfDevice]);
  const names: string[] = [];
  const at: number[] = [];
  for (const written of held) {
    const stated = statedOf(said.given, written, said.nameOf);
    const known = deviceNamed(experiment, written, said.nameOf);
    if (known >= 0) {
      for (const group of groups) {
        const part = stated.get(group.name);
        const other = part === undefined ? null : group.differs(known, part);
        if (other !== null) problems.push(otherPart(written, group.name, part ?? '', other));
      }
      names.push(written);
      at.push(known);
      continue;
    }
    const lacking = groups.filter(({ name }) => !stated.has(name)).map(({ name }) => name);
    if (lacking.length > 0) {
      problems.push(noParts(written, lacking));
      continue;
    }
    groups.forEach((group, g) => {
      parts[g][devices.length] = group.numberOf(stated.get(group.name) ?? '');
    });
    names.push(written);
    at.push(devices.length);
    devices.push({ name: written, title: written.trim() });
  }
  const isNone = names.length === 0;
  return {
    experiment: {
      ...experiment,
      devices,
      parts: experiment.parts.map((group, g) => ({ ...group, partOfDevice: parts[g] })),
    },
    ...{ names, at },
    problems: isNone ? problems.map((problem) => ({ ...problem, severity: 'error' as const })) : problems,
  };
}

function deviceNamed({ devices }: Experiment, written: string, nameOf: Sayings['nameOf']): number {
  const exact = devices.findIndex(({ name, title }) => name === written || title === written);
  return exact >= 0 ? exact : devices.findIndex(({ name }) => nameOf(name) === nameOf(written));
}

/** Group -> part, as layouts state them of a device. */
function statedOf(
  layouts: readonly Layout[],
  device: string,
  nameOf: Sayings['nameOf'],
): ReadonlyMap<string, string> {
  const entries = layouts.flatMap(({ parts = {} }) =>
    Object.entries(parts).flatMap(([name, own]) =>
      nameOf(name) === nameOf(device) ? Object.entries(own) : [],
    ),
  );
  return new Map(entries);
}

/** The parts of one group by their names. */
class NamedParts {
  readonly name: string;
  readonly #experiment: Experiment;
  readonly #group: PartGroup;
  readonly #numbers = new Map<string, number>();
  #next: number;

  constructor(experiment: Experiment, group: PartGroup, { own, nameOf }: Sayings) {
    this.name = group.name;
    this.#experiment = experiment;
    this.#group = group;
    this.#next = group.count;
    experiment.devices.forEach(({ name }, device) => {
      const part = statedOf(own, name, nameOf).get(group.name) ?? '';
      const number = group.partOfDevice[device] ?? null;
      if (part !== '' && number !== null) this.#numbers.set(part, number);
    });
  }

  /** null: no part. A name that is new has a number behind those of the fit. */
  numberOf(part: string): number | null {
    if (part === '') return null;
    const number = this.#known(part) ?? this.#next++;
    this.#numbers.set(part, number);
    return number;
  }

  /** What a device of the fit has, as a sentence goes on, where that is another part; null: it is this one, or nobody can tell. */
  differs(device: number, part: string): string | null {
    const has = this.#group.partOfDevice[device] ?? null;
    if (part === '') return has === null ? null : `part ${has}`;
    const number = this.#known(part);
    if (number === null || number === has) return null;
    return has === null ? 'no part' : `part ${has}`;
  }

  #known(part: string): number | null {
    return this.#numbers.get(part) ?? partNamed(this.#experiment, this.#group, part) ?? null;
  }
}

function otherPart(device: string, group: string, part: string, other: string): Problem {
  return {
    code: 'predict.otherPart',
    severity: 'error',
    message: `${device} has ${partWords(part)} of ${group} in the layout, and ${other} in the fit`,
    remedy: 'Correct the layout, or give the device a name of its own there.',
    place: { where: `part:${group}` },
  };
}

function noParts(device: string, groups: readonly string[]): Problem {
  const columns = groups.map((group) => `part:${group}`).join(', ');
  return {
    code: 'predict.newDevice',
    severity: 'warning',
    message: `the fit has no device “${device}”, and no layout states its ${columns}: its wells are left out`,
    remedy: `Give a layout with the columns ${columns} (--layout), if they are to be predicted.`,
  };
}
