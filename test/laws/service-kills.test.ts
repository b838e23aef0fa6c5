import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../helpers/project-file.ts';
import { killServices } from '../helpers/service-kills.ts';

test.each([1, 2, 3, 4, 5])(
  'the program survives a kill at 4 moments: all that was acknowledged is there, fits go on to the same numbers (%i)',
  async (seed) => {
    const { folder, remove } = temporaryFolder();
    onTestFinished(remove);
    const kills = await killServices(folder, seed, 4);
    expect(kills.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    // Else nothing was in danger.
    expect(kills.filter(({ struck }) => struck).length).toBeGreaterThan(2);
  },
);
