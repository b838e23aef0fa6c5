import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDamagedProjects } from '../helpers/hostile/files.ts';
import { sendHostileMessages } from '../helpers/hostile/messages.ts';
import { temporaryFolder } from '../helpers/project-file.ts';

test.each([1, 2])('hostile messages are answered, change nothing and end nothing (seed %i)', async (seed) => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const { answered, wrong } = await sendHostileMessages(join(folder, 'home'), seed, 150);
  expect(wrong).toEqual([]);
  // Else they were all stopped at the door, or none was hostile.
  for (const kind of ['value', 'problems', 'refused'] as const)
    expect(answered[kind], kind).toBeGreaterThan(5);
});

test.each([1, 2])('of a damaged project file nothing is silently wrong (seed %i)', (seed) => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const damaged = openDamagedProjects(folder, seed, 100);
  expect(damaged.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  for (const end of ['refused', 'told', 'whole'])
    expect(damaged.filter((one) => one.end === end).length, end).toBeGreaterThan(3);
});
