/**
 * `npm run long -- contraction`: by the hierarchical bound, of 10 to 1,000 wells of one truth, what readings add to the precision of
 * two population means: its logarithm against that of the number of wells has a slope of 1 to within 0.1. Writes
 * `results/contraction.json`. `--most 100`: of no more wells, a trial which writes nothing.
 */
import { parseArgs } from 'node:util';
import { type ContractionPlan, contraction } from '../helpers/contraction.ts';
import { writeLongResult } from '../helpers/long-result.ts';

const all: ContractionPlan = [
  [10, 8],
  [32, 6],
  [100, 3],
  [316, 2],
  [1000, 1],
];
const bound = 0.1;

const { values: given } = parseArgs({ options: { most: { type: 'string' } } });
const plan = all.filter(([wells]) => wells <= Number(given.most ?? Number.POSITIVE_INFINITY));
const began = performance.now();
const { added, slopes } = await contraction(plan);
const numbers = { plan, bound, added, slopes, seconds: (performance.now() - began) / 1000 };
const pass = Object.values(slopes).every((slope) => Math.abs(slope - 1) <= bound);
if (given.most === undefined) writeLongResult('contraction', numbers, pass);
else console.error(JSON.stringify({ ...numbers, pass }, null, 2));
