import { expect, test } from 'vitest';
import { readDamagedPlates } from '../helpers/hostile/plate-files.ts';

// 1122: an iteration numbered in millions was padded up to.
test.each([1, 2, 3, 4, 1122])(
  'damaged plate files are read soundly or refused with a way out (seed %i)',
  async (seed) => {
    const mutants = await readDamagedPlates(seed, 500);
    expect(mutants.flatMap(({ wrong }) => wrong)).toEqual([]);
    // Else nothing was damaged, or everything.
    for (const end of ['read', 'refused'] as const)
      expect(mutants.filter((mutant) => mutant.end === end).length, end).toBeGreaterThan(50);
  },
);
