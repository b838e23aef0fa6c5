import { describe, expect, test } from 'vitest';
import { adaptSpec, matchSpec } from '../../../../main/desk/adapt-spec.ts';
import type { ShelvedPlate } from '../../../../main/desk/shelved-plate.ts';
import { parseFitSpec } from '../../../../shared/inference/spec/parse-fit-spec.ts';

const text = `# the head
data:
  devices: ['A', 'B', 'C']  # three
  pretty_devices: ["a", "b", "c"]
  groups:
    aR: [0, 1, 2]  # parts
    aS: [~, 0, 0]
  default_devices:
    aR: 0
    aS: 0
  files: ['one.csv', 'two.csv']
  signals: ["OD", "EYFP"]
  conditions: ['C6']

model: auto_constant
params:
  learning_rate: 1e-2
  global:
    r: { distribution: LogNormal, mu: 2.0, sigma: 1 }   # odd   blanks
`;

function specOf(text: string) {
  const spec = parseFitSpec(text, 'spec.yaml');
  if (!spec.ok) throw new Error(JSON.stringify(spec.problems));
  return spec.value;
}

const { data } = specOf(text);

function plate(
  file: string,
  wells: readonly (readonly [string, string])[],
  signals = ['OD', 'EYFP'],
): ShelvedPlate {
  return {
    ...{ plate: file, file: `${file}.csv`, files: [`${file}.csv`], partNames: [file] },
    wells: wells.map(([device, treatment], i) => ({
      well: `A${i + 1}`,
      device,
      treatment,
      colony: '',
      line: i,
    })),
    signals: signals.map((signal) => ({ signal, unit: null, timed: true })),
  };
}

describe('a spec and a project’s files', () => {
  test('what is missing is one sentence each', () => {
    const missing = (...plates: ShelvedPlate[]) => matchSpec(data, plates).missing.join(' ');
    expect(missing()).toContain('no plate files');
    expect(missing(plate('x', [['D', '']]))).toContain('a, b, c');
    expect(missing(plate('x', [['A', '']], ['OD']))).toBe('x.csv lacks EYFP.');
    expect(missing(plate('x', [['A', 'C12=5']]))).toContain('C6');
    expect(missing(plate('x', [['A', 'C12=0;C6=3']]))).toBe('');
  });

  test('wells of a layout count as they are laid out', () => {
    const laid = (more: Partial<ShelvedPlate['wells'][number]>): readonly number[] => {
      const bare = plate('x', [['A', 'C12=5']]);
      return matchSpec(data, [{ ...bare, wells: bare.wells.map((well) => ({ ...well, ...more })) }]).devices;
    };
    const dose = (name: string) => ({ treatments: [{ name, value: 5, unit: 'nM', time_s: 0 }] });
    expect(laid({})).toEqual([]);
    expect(laid(dose('C6'))).toEqual([0]);
    expect(laid(dose('Ara'))).toEqual([]);
    expect(laid({ treatments: [] })).toEqual([0]);
    expect(laid({ ...dose('C6'), role: 'blank' })).toEqual([]);
    expect(laid({ ...dose('C6'), excluded: 'a bubble' })).toEqual([]);
  });

  test('files without its devices or signals are left out', () => {
    const plates = [
      plate('x', [['D', '']]),
      plate('y', [['C', 'C6=1']]),
      plate('z', [['A', '']], ['OD']),
      plate('w', [
        ['A', 'C12=1'],
        ['B', ''],
      ]),
    ];
    expect(matchSpec(data, plates)).toEqual({ files: ['y.csv', 'w.csv'], devices: [1, 2], missing: [] });
  });

  test('an adapted text holds what is there, and all else as it was', () => {
    const adapted = adaptSpec(text, data, { files: ['y.csv'], devices: [1, 2], missing: [] });
    const spec = specOf(adapted);
    expect(spec.data).toMatchObject({ devices: ['B', 'C'], prettyDevices: ['b', 'c'], files: ['y.csv'] });
    expect([...(spec.data.groups ?? [])]).toEqual([
      ['aR', [1, 2]],
      ['aS', [0, 0]],
    ]);
    // The baseline part of aR went with its only device.
    expect([...spec.data.defaultDevices]).toEqual([['aS', 0]]);
    for (const comment of ['# the head', '# three', '# parts', '# odd   blanks'])
      expect(adapted).toContain(comment);
    expect(spec.parameters).toHaveLength(1);
    expect(spec.learning).toEqual(specOf(text).learning);
  });

  test('nothing to change leaves every character', () => {
    expect(adaptSpec(text, data, { files: data.files, devices: [0, 1, 2], missing: [] })).toBe(text);
  });
});
