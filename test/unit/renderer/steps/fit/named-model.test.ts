import { expect, it } from 'vitest';
import { modelHint, namedModel } from '../../../../../renderer/steps/fit/named-model.ts';

it.each([
  ['model: toggle.model', 'toggle.model'],
  ['data:\n  files: [a.csv]\nmodel: "my toggle.model"  # mine', 'my toggle.model'],
  ["params:\n  model: '../models/toggle.model'", 'toggle.model'],
  ['model: C:\\work\\toggle.model', 'toggle.model'],
  ['model: dr_constant', null],
  ['# model: toggle.model', null],
  ['', null],
])('the model file that %j names', (text, name) => {
  expect(namedModel(text)).toBe(name);
});

it('says what is missing beside a spec, and nothing where nothing is', () => {
  expect(modelHint(null, null)).toBeNull();
  expect(modelHint('a.model', 'a.model')).toBeNull();
  expect(modelHint('a.model', null)).toContain('names the model file a.model: drop it here');
  expect(modelHint('a.model', 'b.model')).toContain('must have the same name');
  expect(modelHint(null, 'b.model')).toContain('Write “model: b.model”');
});
