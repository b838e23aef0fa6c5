import { expect, test } from 'vitest';
import { mostTelling, type Problem } from '../../../shared/base/problem.ts';

const many = (severity: Problem['severity'], count: number): readonly Problem[] =>
  Array.from({ length: count }, (_, n) => ({ code: `${severity}${n}`, severity, message: 'm' }));

test('a hundred problems are told as they are', () => {
  const problems = [...many('warning', 60), ...many('error', 40)];
  expect(mostTelling(problems)).toBe(problems);
});

test('of more, errors come first, and the rest is counted', () => {
  const told = mostTelling([...many('warning', 100_000), ...many('error', 3)]);
  expect(told.length).toBe(101);
  expect(told.slice(0, 4).map(({ code }) => code)).toEqual(['error0', 'error1', 'error2', 'warning0']);
  expect(told.at(-1)).toMatchObject({
    severity: 'warning',
    message: 'there are 99903 more problems like these',
  });
  expect(mostTelling(many('error', 9000)).at(-1)?.severity).toBe('error');
});
