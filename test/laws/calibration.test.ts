import { describe, expect, test } from 'vitest';
import { fillUniforms } from '../../shared/base/random.ts';
import type { JointDensity } from '../../shared/inference/posterior/joint/joint-density.ts';
import { tempered } from '../helpers/broken-density.ts';
import { outOfBand, type Ranks, ranksOf } from '../helpers/calibration.ts';
import { leavesBand, simultaneousBand } from '../helpers/simultaneous-band.ts';

/** INFERENCE.md, 8: ranks of what is true among draws. Few small sets, so that it takes seconds; `npm run long -- sbc` has 200. */
const sets = 20;
const lengths = { wells: 3, warmup: 40, draws: 40, thinned: 19 };

async function ranks(change: (density: JointDensity) => JointDensity): Promise<readonly Ranks[]> {
  const found: Ranks[] = [];
  for (let set = 0; set < sets; set++) found.push(await ranksOf(set, lengths, change));
  return found;
}

describe('ranks of what is true among draws of the posterior', () => {
  test('are uniform', async () => {
    expect(outOfBand(await ranks((density) => density), lengths.thinned)).toEqual([]);
  });

  test('which they are not of a posterior that is too narrow: readings and priors counted nine times', async () => {
    const found = outOfBand(await ranks((density) => tempered(density, 9)), lengths.thinned);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('the simultaneous band', () => {
  /** Share of `times` samples of `count` ranks, each `rank` of a uniform number, that leave the band of 5 %. */
  function leaving(times: number, count: number, rank: (uniform: number) => number): number {
    const band = simultaneousBand(count, 20, 0.05);
    let out = 0;
    for (let n = 0; n < times; n++) {
      const uniforms = new Float64Array(count);
      fillUniforms({ seed: 3, purpose: 'test', step: n, individual: 0 }, uniforms);
      if (leavesBand(Array.from(uniforms, rank), band)) out++;
    }
    return out / times;
  }

  test('is left by uniform ranks as often as was asked for', () => {
    // counts are whole, so that it may be seldomer; 4,000 samples know a share of 0.05 to 0.0034
    const share = leaving(4000, 100, (uniform) => Math.floor(20 * uniform));
    expect(share).toBeLessThan(0.064);
    expect(share).toBeGreaterThan(0.02);
  });

  test('and by others nearly always', () => {
    expect(leaving(100, 100, (uniform) => Math.floor(20 * uniform ** 2))).toBeGreaterThan(0.95);
  });
});
