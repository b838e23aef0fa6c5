import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../shared/base/problem.ts';
import type { SpecChoice } from '../../shared/channels.ts';
import { type ProjectSpec, readProjectSpec, type SpecText } from '../fits/project-spec.ts';
import { libraryModels } from '../jobs/model-file.ts';
import type { ProgramFolders } from '../store/resources.ts';
import { adaptSpec, matchSpec } from './adapt-spec.ts';
import type { ShelvedPlate } from './shelved-plate.ts';

/** A spec that comes with the program. */
export interface ShippedSpec extends ProjectSpec {
  /** Its file's name without extension. */
  readonly id: string;
  readonly text: SpecText;
}

/** Folders of the examples that hold specs, the gentlest first. */
const folders = ['receiver', 'vi-hds'];

/** Those whose model the library has; the others are for later versions. */
export function shippedSpecs({ examples, models }: ProgramFolders): readonly ShippedSpec[] {
  const library = libraryModels(models);
  return folders.flatMap((folder) =>
    readdirSync(join(examples, folder))
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .flatMap((name): ShippedSpec[] => {
        const text = { name, text: readFileSync(join(examples, folder, name), 'utf8'), model: null };
        // Cheaper than parsing the whole, and enough to leave most out.
        const model = /^\s*model:\s*(\S+)/m.exec(text.text)?.[1];
        if (model === undefined || !library.includes(model)) return [];
        const read = readProjectSpec(text, models);
        return read.ok ? [{ ...read.value, id: name.replace(/\.yaml$/, ''), text }] : [];
      }),
  );
}

export function specChoices(
  specs: readonly ShippedSpec[],
  plates: readonly ShelvedPlate[],
): readonly SpecChoice[] {
  return specs.map(({ id, spec, model }) => {
    const { data } = spec;
    const match = matchSpec(data, plates);
    const devices = `${data.devices.length} ${data.devices.length === 1 ? 'device' : 'devices'}`;
    const whole = `${devices} (${data.prettyDevices.join(', ')}), signals ${data.signals.join(', ')}`;
    const used =
      match.missing.length > 0 || match.devices.length === data.devices.length
        ? ''
        : ` Your files have ${match.devices.length} of them.`;
    return {
      id,
      title: `${model.title}: ${id}`,
      model: model.id,
      description: `For ${whole}; treatments ${data.conditions.join(', ') || 'none'}.${used}`,
      missing: match.missing,
    };
  });
}

/** A shipped spec for the files and devices that the project has. */
export function adaptShipped(spec: ShippedSpec, plates: readonly ShelvedPlate[]): Outcome<SpecText> {
  const match = matchSpec(spec.spec.data, plates);
  if (match.missing.length > 0) {
    return failure(
      match.missing.map((message) => ({
        code: 'spec.unsuited',
        severity: 'error',
        message: `the spec “${spec.id}” does not suit the project’s files: ${message}`,
        remedy: 'Import the files that it is for, or choose another spec.',
      })),
    );
  }
  return success({ ...spec.text, text: adaptSpec(spec.text.text, spec.spec.data, match) });
}
