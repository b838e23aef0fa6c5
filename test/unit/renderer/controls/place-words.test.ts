import { expect, test } from 'vitest';
import { placeWords } from '../../../../renderer/controls/place-words.ts';

test('a place is told in the window’s words: settings by their labels, never as options', () => {
  expect(placeWords(undefined)).toBe('');
  expect(placeWords({ file: 'a.yaml', line: 3, column: 5 })).toBe('a.yaml:3:5');
  expect(placeWords({ where: '--fold' })).toBe('Fold held back');
  expect(placeWords({ file: 'a.csv', where: 'well B7' })).toBe('a.csv, well B7');
});
