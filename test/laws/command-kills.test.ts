import { expect, onTestFinished, test } from 'vitest';
import { killCommands } from '../helpers/command-kills.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

test('a fit of the command line survives a kill of its job, or of itself, at 12 moments', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const kills = await killCommands(folder, 1, 12);
  expect(kills.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  // Else nothing was in danger.
  expect(kills.filter(({ struck }) => struck).length).toBeGreaterThan(4);
});
