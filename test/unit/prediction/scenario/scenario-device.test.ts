import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../../../shared/experiment/experiment.ts';
import { scenarioDevice } from '../../../../shared/prediction/scenario/scenario-device.ts';
import { linearExperiment } from '../../../helpers/linear-kernel.ts';

/** The six published devices: aR and aS by their ribosome binding sites. */
const titles = ['Pcat-Pcat', 'R100-S32', 'R100-S34', 'R33-S32', 'R33-S34', 'R33-S175'];
const experiment: Experiment = {
  ...linearExperiment(1, () => 0),
  devices: titles.map((title) => ({ name: `${title}_Y81C76`, title })),
  parts: [
    { name: 'aR', partOfDevice: [0, 1, 1, 2, 2, 2], count: 3, baseline: 0 },
    { name: 'aS', partOfDevice: [0, 1, 2, 1, 2, 3], count: 4, baseline: 0 },
  ],
};

function deviceOf(aR: string, aS: string) {
  const parts = [
    { group: 'aR', part: aR },
    { group: 'aS', part: aS },
  ];
  const found = scenarioDevice(experiment, { device: null, parts });
  if (!found.ok) return found.problems.map(({ message }) => message).join('; ');
  const { device, experiment: with_ } = found.value;
  const [r, s] = with_.parts.map(({ partOfDevice }) => partOfDevice[device]);
  return { device, isNew: with_ !== experiment, r, s };
}

describe('a device of parts', () => {
  test('that were measured together is that device', () => {
    expect(deviceOf('R33', 'S34')).toEqual({ device: 4, isNew: false, r: 2, s: 2 });
    expect(deviceOf('2', '2')).toEqual({ device: 4, isNew: false, r: 2, s: 2 });
  });

  test('that were never measured together is a new one, after those of the fit', () => {
    expect(deviceOf('R100', 'S175')).toEqual({ device: 6, isNew: true, r: 1, s: 3 });
    expect(deviceOf('R100-S34', 'R33-S175')).toEqual({ device: 6, isNew: true, r: 1, s: 3 });
    expect(deviceOf('R100', 'none')).toEqual({ device: 6, isNew: true, r: 1, s: null });
  });

  test('is refused where a word means no part: of another group, of two parts, or unknown', () => {
    expect(deviceOf('S34', 'S34')).toBe('aR has no part “S34”');
    expect(deviceOf('R33', '4')).toBe('aS has no part “4”');
    expect(deviceOf('R33', 'S9')).toBe('aS has no part “S9”');
  });
});
