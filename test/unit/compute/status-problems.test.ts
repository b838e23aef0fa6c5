import { expect, test } from 'vitest';
import { trajectoryStatus } from '../../../shared/compute/kernel.ts';
import { statusProblems } from '../../../shared/compute/status-problems.ts';

test('each status but ok has its cause and a way out', () => {
  const codes = Uint8Array.from(trajectoryStatus, (_, code) => code);
  const problems = statusProblems(Uint8Array.of(...codes, 4, 0), 'midpoint');
  expect(problems.map(({ code }) => code)).toEqual(
    trajectoryStatus.filter((name) => name !== 'ok').map((name) => `compute.${name}`),
  );
  const unstable = problems.find(({ code }) => code === 'compute.unstable');
  expect(unstable?.message).toMatch(/^2 of 7 draws have no solution by `midpoint` \(unstable\)/);
  expect(unstable?.remedy).toContain('sdirk4');
  expect(problems[0]?.message).toMatch(/^1 of 7 draws has /);
});

test('nothing is said of what went well', () => {
  expect(statusProblems(new Uint8Array(3), 'euler')).toEqual([]);
});
