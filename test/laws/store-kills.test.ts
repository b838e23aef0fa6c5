import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../helpers/project-file.ts';
import { killStoreWork } from '../helpers/store-kills.ts';

test('making, recovering and copying a project survive a kill at 6 moments each', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const kills = await killStoreWork(folder, 1, 18);
  expect(kills.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  // Else nothing was in danger.
  expect(kills.filter(({ struck }) => struck).length).toBeGreaterThan(6);
});
