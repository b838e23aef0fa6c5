import { failure, type Outcome, type Problem, success } from '../../base/problem.ts';
import type { Experiment, PartGroup } from '../../experiment/experiment.ts';
import type { Scenario } from './scenario.ts';

/** A device, and the experiment that has it: the fit's own, or one with a device more. */
export interface ScenarioDevice {
  readonly experiment: Experiment;
  readonly device: number;
}

/** The device that a scenario names, or puts together of parts that the fit's devices have. */
export function scenarioDevice(
  experiment: Experiment,
  { device, parts }: Pick<Scenario, 'device' | 'parts'>,
): Outcome<ScenarioDevice> {
  if (parts.length > 0) return deviceOfParts(experiment, parts);
  const { devices } = experiment;
  const known = devices.map(({ title }) => title).join(', ');
  if (device === null) {
    if (devices.length === 1) return success({ experiment, device: 0 });
    const message = `the fit has ${devices.length} devices, and none is named`;
    return refuse('predict.device', message, `Name one of them: ${known}.`);
  }
  const at = devices.findIndex(({ name, title }) => name === device || title === device);
  if (at >= 0) return success({ experiment, device: at });
  const remedy =
    experiment.parts.length === 0
      ? `It has ${known}.`
      : `It has ${known}; a new one is put together of parts.`;
  return refuse('predict.device', `the fit has no device “${device}”`, remedy);
}

function deviceOfParts(experiment: Experiment, given: Scenario['parts']): Outcome<ScenarioDevice> {
  const groups = experiment.parts;
  const problems: Problem[] = [];
  const unknown = given.find(({ group }) => !groups.some(({ name }) => name === group));
  if (unknown !== undefined) {
    const names = groups.map(({ name }) => name).join(', ');
    const remedy =
      names === '' ? 'Name a device in place of parts: this fit knows none.' : `It has ${names}.`;
    return refuse('predict.part', `the fit has no group of parts “${unknown.group}”`, remedy);
  }
  const chosen = groups.map((group): number | null => {
    const own = given.filter((one) => one.group === group.name);
    const [only] = own;
    if (only === undefined || own.length > 1) {
      const message = `${own.length === 0 ? 'no' : 'more than one'} part of ${group.name} is named`;
      problems.push(fault('predict.part', message, `Give one: ${choices(experiment, group)}.`));
      return null;
    }
    const part = partNamed(experiment, group, only.part);
    if (part !== undefined) return part;
    const message = `${group.name} has no part “${only.part}”`;
    problems.push(fault('predict.part', message, `Name one of: ${choices(experiment, group)}.`));
    return null;
  });
  if (problems.length > 0) return failure(problems);
  const same = experiment.devices.findIndex((_, device) =>
    groups.every(({ partOfDevice }, g) => (partOfDevice[device] ?? null) === (chosen[g] ?? null)),
  );
  if (same >= 0) return success({ experiment, device: same });
  const title = given
    .filter((_, g) => chosen[g] !== null)
    .map(({ group, part }) => `${group}=${part}`)
    .join(' ');
  const device = experiment.devices.length;
  return success({
    device,
    experiment: {
      ...experiment,
      devices: [...experiment.devices, { name: title, title }],
      parts: groups.map((group, g) => ({
        ...group,
        partOfDevice: [...group.partOfDevice, chosen[g] ?? null],
      })),
    },
  });
}

/**
 * A part by its number, by a device that has it, or by a word of titles: one that all devices with the part have and no other
 * (`R33` of `R33-S32`, `R33-S34`). undefined: there is none; null: `none`.
 */
export function partNamed(experiment: Experiment, group: PartGroup, text: string): number | null | undefined {
  if (text === 'none') return null;
  const { partOfDevice, count } = group;
  if (/^\d+$/.test(text)) return Number(text) < count ? Number(text) : undefined;
  const device = experiment.devices.findIndex(({ name, title }) => name === text || title === text);
  if (device >= 0) return partOfDevice[device] ?? undefined;
  for (let part = 0; part < count; part++) if (wordsOf(experiment, group, part).includes(text)) return part;
  return undefined;
}

function wordsOf({ devices }: Experiment, { partOfDevice }: PartGroup, part: number): readonly string[] {
  const words = (device: number): readonly string[] =>
    (devices[device]?.title ?? '').split(/[^\p{L}\p{N}.]+/u);
  const having = devices.map((_, device) => device).filter((device) => partOfDevice[device] === part);
  const others = new Set(
    devices.flatMap((_, device) => (partOfDevice[device] === part ? [] : words(device))),
  );
  const [first, ...rest] = having;
  if (first === undefined) return [];
  const shared = words(first).filter((word) => rest.every((device) => words(device).includes(word)));
  return [...new Set(shared)].filter((word) => word !== '' && !others.has(word));
}

/** `0 (Pcat-Pcat), 1 (R100-S32, R100-S34)`. */
function choices({ devices }: Experiment, { partOfDevice, count }: PartGroup): string {
  const each = Array.from({ length: count }, (_, part) => {
    const having = devices.filter((_, device) => partOfDevice[device] === part).map(({ title }) => title);
    return `${part} (${having.join(', ')})`;
  });
  return [...each, 'none'].join(', ');
}

function fault(code: string, message: string, remedy: string): Problem {
  return { code, severity: 'error', message, remedy };
}

function refuse(code: string, message: string, remedy: string): Outcome<never> {
  return failure([fault(code, message, remedy)]);
}
