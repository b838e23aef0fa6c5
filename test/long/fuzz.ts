/**
 * `npm run long -- fuzz`: 100,000 plate exports damaged as drives, editors and spreadsheets do, each read: readings of a sound
 * shape or problems with a way out, no crash, none longer than 5 s, no memory over 1 GB. Writes `results/fuzz.json`; the same code
 * runs with 2,000 in `npm test`. `npm run long -- fuzz 1000`: that many, a trial that writes nothing.
 */
import { readDamagedPlates } from '../helpers/hostile/plate-files.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { watchPeakMemory } from '../helpers/peak-memory.ts';

const all = 100_000;
const each = 500;
const count = Number(process.argv[2] ?? all);
const memory = watchPeakMemory(process.pid);
const ends = { read: 0, refused: 0 };
const wrong: string[] = [];
let slowest = 0;
for (let seed = 1000; seed < 1000 + Math.ceil(count / each); seed++) {
  const mutants = await readDamagedPlates(seed, Math.min(each, count));
  for (const mutant of mutants) {
    ends[mutant.end] += 1;
    wrong.push(...mutant.wrong);
    for (const sentence of mutant.wrong) console.error(sentence);
    if (mutant.seconds > 5) wrong.push(`${mutant.what}: ${mutant.seconds} s`);
    slowest = Math.max(slowest, mutant.seconds);
  }
  if (seed % 20 === 0) console.error(`${(seed - 999) * each} of ${count}, ${wrong.length} wrong`);
}
const peak = memory.stop();
if (peak !== null && peak > 2 ** 30) wrong.push(`memory: ${peak} bytes`);
const numbers = { files: ends.read + ends.refused, ends, slowest_s: slowest, peakBytes: peak, wrong };
if (count === all) writeLongResult('fuzz', numbers, wrong.length === 0);
else console.error(JSON.stringify(numbers, null, 2));
