/**
 * `npm run long -- linear`: a hierarchy that is normal throughout, with 43 dimensions, its posterior and evidence in closed form
 * (`gaussian-hierarchy.ts`), three data sets, by chains and by the hierarchical bound: means within 0.05 sd, sds within 5 %, the
 * bound within 0.1 nat of the evidence. Writes `results/linear.json`. `--draws 2000`: a trial, which writes nothing.
 */
import { parseArgs } from 'node:util';
import { type Apart, gaussianAnswers, gaussianApart } from '../helpers/gaussian-answers.ts';
import { gaussianHierarchy } from '../helpers/gaussian-hierarchy.ts';
import { writeLongResult } from '../helpers/long-result.ts';

const sets = 3;
const wells = 20;
const all = 12_000;
const bounds = { mean: 0.05, sd: 0.05, evidence: 0.1 };

const { values: given } = parseArgs({ options: { draws: { type: 'string', default: String(all) } } });
const draws = Number(given.draws);

const found: Record<string, readonly Apart[]> = {};
for (const answer of gaussianAnswers) {
  const aparts: Apart[] = [];
  for (let set = 0; set < sets; set++)
    aparts.push(await gaussianApart(gaussianHierarchy(set, wells), answer, { steps: 200, draws }));
  found[answer] = aparts;
  console.error(`${answer}: ${JSON.stringify(aparts)}`);
}
const numbers = { wells, draws, bounds, found };
const pass = Object.values(found)
  .flat()
  .every(
    ({ mean, sd, evidence }) => mean <= bounds.mean && sd <= bounds.sd && (evidence ?? 0) <= bounds.evidence,
  );
if (draws === all) writeLongResult('linear', numbers, pass);
else console.error(JSON.stringify({ ...numbers, pass }, null, 2));
