import { expect, test } from 'vitest';
import { wellsCounted } from '../helpers/broken-density.ts';
import { type ContractionPlan, contraction } from '../helpers/contraction.ts';

/**
 * INFERENCE.md, 8: what readings add to the precision of a population mean grows as the number of wells, under the hierarchical bound.
 * `npm run long -- contraction` goes to 1,000 wells.
 */
const plan: ContractionPlan = [
  [10, 3],
  [80, 1],
];
/** 30 wells know how much wells differ, and so the precision, to a third: over a factor of 8 a slope to 0.16. */
const most = 0.3;

test('population means contract as the number of wells', async () => {
  const { slopes } = await contraction(plan);
  for (const slope of Object.values(slopes)) expect(Math.abs(slope - 1)).toBeLessThan(most);
});

test('which they do not where all wells together count as ten', async () => {
  const { slopes } = await contraction(plan, (wells) => (density) => wellsCounted(density, 10 / wells));
  for (const slope of Object.values(slopes)) expect(Math.abs(slope - 1)).not.toBeLessThan(most);
});
