/**
 * `npm run long -- sbc`: simulation-based calibration: 200 sets of 6 wells, simulated with what is true drawn from the priors and
 * sampled by chains: the ranks of all that wells share, of each well's own values and of the joint density among 99 draws stay
 * in the band that uniform ranks of all of them together leave one time in a hundred. Writes `results/sbc.json`.
 * `--sets 40`: a trial, which writes nothing; `--times 2`: of a density that is counted twice, which must fail and writes nothing.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tempered } from '../helpers/broken-density.ts';
import { outOfBand, type Ranks, ranksOf } from '../helpers/calibration.ts';
import { writeLongResult } from '../helpers/long-result.ts';
import { setsInProcesses } from '../helpers/set-processes.ts';

const all = 200;
/** Sets of one process. */
const each = 10;
const lengths = { wells: 6, warmup: 120, draws: 250, thinned: 99 };

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: 'string', default: String(all) },
    times: { type: 'string', default: '1' },
  },
});

const [kind, number] = positionals;
if (kind === 'set') {
  const found: Ranks[] = [];
  for (let n = 0; n < each; n++)
    found.push(
      await ranksOf(Number(number) * each + n, lengths, (density) => tempered(density, Number(given.times))),
    );
  process.stdout.write(JSON.stringify(found));
} else await prove(Number(given.sets));

async function prove(sets: number): Promise<void> {
  const began = performance.now();
  const self = fileURLToPath(import.meta.url);
  const args = ['--times', given.times];
  const ranks = (await setsInProcesses<readonly Ranks[]>(self, Math.ceil(sets / each), args)).flat();
  const out = outOfBand(ranks, lengths.thinned);
  const seconds = (performance.now() - began) / 1000;
  const compared = Object.keys(ranks[0] ?? {}).length;
  const numbers = { sets: ranks.length, ...lengths, compared, out, seconds };
  const pass = out.length === 0;
  if (sets === all && given.times === '1') return writeLongResult('sbc', numbers, pass);
  console.error(JSON.stringify({ ...numbers, pass }, null, 2));
  process.exitCode = pass ? 0 : 1;
}
