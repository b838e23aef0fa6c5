import { describe, expect, test } from 'vitest';
import { breaks, recoverSet } from '../helpers/recovery.ts';

/**
 * Simulate -> sample -> recover: truths drawn from their priors lie in 90 % of the posteriors' 90 % intervals. Six small sets, so
 * that it takes seconds; `npm run long -- recover` has fifty.
 */
const sets = 6;
const lengths = { wells: 12, warmup: 80, draws: 120 };
/**
 * Of 60 intervals of what wells share with probability 0.9 fewer than 49 hold one time in 45; of 72 of wells' own values of one
 * parameter fewer than 55 one time in 10,000.
 */
const least = { shared: 49, own: 55 };

/** How many intervals hold what is true: of what wells share, and of wells' own values of the parameter that has the fewest. */
async function held(broken: (typeof breaks)[number] | null): Promise<typeof least> {
  let shared = 0;
  const own: Record<string, number> = {};
  for (let set = 0; set < sets; set++) {
    const found = await recoverSet(set, lengths, broken);
    shared += Object.values(found.shared).filter((one) => one).length;
    for (const [name, share] of Object.entries(found.own))
      own[name] = (own[name] ?? 0) + share * lengths.wells;
  }
  return { shared, own: Math.min(...Object.values(own)) };
}

describe('simulate, sample, recover', () => {
  test('90 % intervals cover 90 % of truths', async () => {
    const { shared, own } = await held(null);
    expect(shared).toBeGreaterThanOrEqual(least.shared);
    expect(shared).toBeLessThan(60);
    expect(Math.round(own)).toBeGreaterThanOrEqual(least.own);
  });

  test.each(breaks)('which they do not with the break %s', async (broken) => {
    const { shared, own } = await held(broken);
    expect(shared < least.shared || Math.round(own) < least.own).toBe(true);
  });
});
