import { expect, test } from 'vitest';
import { answerChanges } from '../../../shared/plate/answer-words.ts';
import type { PlateMapping } from '../../../shared/plate/mapping/mapping.ts';

const mapping = (title: string): PlateMapping => ({
  direction: 'columns',
  signals: [{ title, headerRow: 1, firstWell: 'B2' }],
});

test('what is answered now is told beside what was', () => {
  expect(answerChanges({}, { timeUnit_s: 60 })).toEqual(['times in min']);
  expect(answerChanges({ timeUnit_s: 3600 }, { timeUnit_s: 60 })).toEqual([
    'times in min, before times in h',
  ]);
  expect(answerChanges({ plate: 'a', decimal: 'comma' }, { decimal: 'comma' })).toEqual([
    'no longer plate “a”',
  ]);
});

test('answers that read alike and are not the same are told too', () => {
  expect(answerChanges({ mapping: mapping('OD') }, { mapping: mapping('OD') })).toEqual([]);
  expect(answerChanges({ mapping: mapping('OD') }, { mapping: mapping('GFP') })).toEqual([
    'read by a mapping, another one than before',
  ]);
});
