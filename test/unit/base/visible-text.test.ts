import { expect, test } from 'vitest';
import { formatProblem } from '../../../shared/base/problem.ts';
import { jsonText, visibleName, visibleText } from '../../../shared/base/visible-text.ts';

/** Every code unit that may stand alone. */
const all = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code));
const laidOut = ['\n', '\t'];
const obeyed = all.filter((one) => /^[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]$/u.test(one));

test('what terminals obey is shown as an escape, and nothing else is changed', () => {
  expect(obeyed.length).toBe(65 + 12 + 2);
  for (const one of all) {
    const shown = visibleText(`a${one}b`);
    if (obeyed.includes(one) && !laidOut.includes(one)) expect(shown).toMatch(/^a\\u[0-9a-f]{4}b$/);
    else expect(shown).toBe(`a${one}b`);
  }
  expect(visibleText('\u001b]52;c;cHduZWQ=\u0007')).toBe('\\u001b]52;c;cHduZWQ=\\u0007');
  expect(visibleText('板 😀 é')).toBe('板 😀 é');
});

test('a name stays in its line', () => {
  expect(visibleName('a\nb\tc\rd')).toBe('a\\u000ab\\u0009c\\u000dd');
  const place = { file: 'a\n.csv', where: 'well\u009b2J' };
  const shown = formatProblem({ code: 'x', severity: 'error', message: 'm', place });
  expect(shown).toBe('a\\u000a.csv: error: well\\u009b2J: m');
});

test('JSON means the same', () => {
  const value = { a: obeyed.join(''), b: ['😀', 1] };
  const text = jsonText(value);
  expect(text.split('').filter((one) => obeyed.includes(one))).toEqual([]);
  expect(JSON.parse(text)).toEqual(value);
});
