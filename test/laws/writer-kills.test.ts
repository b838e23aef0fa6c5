import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../helpers/project-file.ts';
import { killWriters } from '../helpers/project-kills.ts';

const title =
  'a project survives the killing of its writer at 10 moments, with all that was acknowledged (seed %i)';

test.each([1, 2])(title, async (seed) => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const kills = await killWriters(folder, seed, 10);
  expect(kills.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  // Else the writers were not killed in the middle of anything.
  expect(kills.filter(({ left }) => left).length).toBeGreaterThan(2);
  expect(kills.at(-1)?.acknowledged).toBeGreaterThan(10);
});
