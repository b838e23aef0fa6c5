import { expect, test } from 'vitest';
import { type FitOrderSettings, settingDefaults } from '../../../../shared/fit/settings.ts';
import { impliedSettings } from '../../../../shared/inference/spec/implied-settings.ts';

const withGiven =
  (given: Partial<FitOrderSettings>) =>
  (otherwise: FitOrderSettings): FitOrderSettings => ({ ...otherwise, ...given });

test('a published spec stands for the table’s defaults', () => {
  expect(impliedSettings({ format: 'reference' }, withGiven({}))).toEqual(settingDefaults);
});

test('ours stands for the hierarchical objective', () => {
  const settings = impliedSettings({ format: 'wellspring/1' }, withGiven({ seed: 7 }));
  expect(settings).toEqual({ ...settingDefaults, objective: 'hierarchical', seed: 7 });
});

test('trained well by well it stands for inner selection and dreg, unless something else is given', () => {
  const trained = impliedSettings({ format: 'wellspring/1' }, withGiven({ objective: 'iwae' }));
  expect(trained).toMatchObject({ objective: 'iwae', selection: 'inner', estimator: 'dreg' });
  const plain = impliedSettings(
    { format: 'wellspring/1' },
    withGiven({ objective: 'iwae', estimator: 'plain' }),
  );
  expect(plain).toMatchObject({ selection: 'inner', estimator: 'plain' });
});

test('chains are asked for by their own name', () => {
  const chains = impliedSettings({ format: 'wellspring/1' }, withGiven({ posterior: 'nuts' }));
  expect(chains).toMatchObject({ posterior: 'nuts', selection: 'reported', estimator: 'plain' });
});
