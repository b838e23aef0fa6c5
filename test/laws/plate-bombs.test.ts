import { expect, test } from 'vitest';
import { readPlateFile } from '../../shared/plate/read-plate-file.ts';
import { plateBombs } from '../helpers/hostile/plate-bombs.ts';

/** Seconds of processor time; reading a file that is no attack takes a fraction of one. */
const most = 20;

test.each(plateBombs)('$what does no harm', async ({ what, name, bytes }) => {
  const source = { file: name, bytes: bytes() };
  const start = process.cpuUsage();
  const outcome = await readPlateFile(source);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6, what).toBeLessThan(most);
  if (outcome.ok) {
    const readings = outcome.value.runs.flatMap(({ signals }) => signals.map(({ values }) => values.length));
    expect(readings.reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
    return;
  }
  const errors = outcome.problems.filter(({ severity }) => severity === 'error');
  expect(errors.length).toBeGreaterThan(0);
  for (const { remedy, message } of outcome.problems) {
    expect(remedy).toBeDefined();
    expect(message).not.toContain('root:');
  }
});
