import { expect, test } from 'vitest';
import { formDefaultsOfSpec } from '../../../../main/fits/spec-settings.ts';
import { readForm, settingTexts, withAnswer } from '../../../../renderer/state/fit-settings.ts';
import { formDefaults } from '../../../../shared/fit/request.ts';

test('a published spec is fitted as the form always begins', () => {
  expect(formDefaultsOfSpec({ format: 'reference' })).toEqual(formDefaults);
});

test('one of ours begins with what its format stands for, trained one by one as well', () => {
  const begun = formDefaultsOfSpec({ format: 'wellspring/1' });
  expect(readForm(settingTexts(begun))).toMatchObject({
    request: { objective: 'hierarchical', selection: 'reported', estimator: 'plain', draws: 200 },
  });
  expect(readForm(withAnswer(settingTexts(begun), 'trained', begun))).toMatchObject({
    request: { objective: 'iwae', selection: 'inner', estimator: 'dreg', draws: 100 },
  });
});
