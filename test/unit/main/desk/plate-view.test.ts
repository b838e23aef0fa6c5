import { expect, test } from 'vitest';
import { excludedWells } from '../../../../main/desk/excluded-wells.ts';
import { plateView } from '../../../../main/desk/plate-view.ts';
import type { ShelvedPlate } from '../../../../main/desk/shelved-plate.ts';
import type { CorrectionStep } from '../../../../shared/experiment/correction/step.ts';
import { wellOf } from '../../../helpers/plate-runs.ts';

const plate: ShelvedPlate = {
  ...{ plate: 'p', file: 'p.csv', files: ['p.csv'], partNames: ['p'], signals: [] },
  parts: { D: { aR: 'S32' } },
  wells: [
    wellOf('A1'),
    wellOf('A2', { role: 'blank', device: '' }),
    wellOf('A3', { excluded: 'a bubble' }),
    wellOf('A4', { role: 'sample', excluded: '' }),
  ],
};
const step = (wells: readonly string[], of: string | null, on = true): CorrectionStep => ({
  ...{ kind: 'excludeWells', wells, reason: 'lid', plate: of, on, flag: null },
});
const said = (steps: readonly CorrectionStep[]) =>
  plateView(plate, ['D'], excludedWells(steps)).wells.map(({ role, excluded }) => [role, excluded]);

test('a view says of each well what it is for and why it is not used; a sample in use says nothing', () => {
  const view = plateView(plate, ['D']);
  expect(view.parts).toEqual({ D: { aR: 'S32' } });
  expect(Object.keys(view.wells[0] ?? {})).not.toContain('role');
  expect(said([])).toEqual([
    [undefined, undefined],
    ['blank', undefined],
    [undefined, 'a bubble'],
    [undefined, undefined],
  ]);
});

test('corrections exclude wells too: of their plate or of all, as long as they are on, after the layout', () => {
  expect(said([step(['A1', 'A3'], null), step(['A4'], 'p'), step(['A2'], 'other')])).toEqual([
    [undefined, 'lid'],
    ['blank', undefined],
    [undefined, 'a bubble'],
    [undefined, 'lid'],
  ]);
  expect(said([step(['A1'], null, false)])[0]).toEqual([undefined, undefined]);
});

test('a view is the same object until what it says is another', () => {
  const before = plateView(plate, ['D'], excludedWells([step(['A1'], 'other')]));
  expect(plateView(plate, ['D'], excludedWells([step(['A9'], 'other')]))).toBe(before);
  expect(plateView(plate, ['D'], excludedWells([step(['A1'], 'p')]))).not.toBe(before);
});
