import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../helpers/project-file.ts';
import { killServices } from '../helpers/service-kills.ts';

test.each([1, 2, 3, 4, 5, 6, 7])(
  'the program survives a kill at 3 moments: all that was acknowledged is there, fits go on to the same numbers (%i)',
  async (seed) => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const kills = await killServices(folder, seed, 3);
    expect(kills.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    // Else nothing was in danger.
    expect(kills.filter(({ struck }) => struck).length).toBeGreaterThan(1);
  },
);
