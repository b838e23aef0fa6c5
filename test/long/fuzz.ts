/**
 * `npm run long -- fuzz`: 100,000 damaged exports and every file made to hurt its reader: each is read soundly or refused
 * with a way out, in at most 5 s of processor time and 1 GB of memory. Writes `results/fuzz.json`; the same code runs with
 * 2500 in `npm test`. `npm run long -- fuzz 2000`: that many, a trial that writes nothing.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { largest } from '../../shared/base/lists.ts';
import { plateBombs } from '../helpers/hostile/plate-bombs.ts';
import { readDamagedPlates, readMutant } from '../helpers/hostile/plate-files.ts';
import { writeLongResult } from '../helpers/long-result.ts';

/** What one process did. */
interface Share {
  readonly read: number;
  readonly refused: number;
  readonly slowest_s: number;
  readonly peak_MB: number;
  readonly wrong: readonly string[];
}

const all = 100_000;
/** Mutants of one process: what one of them leaves in memory counts for those after it. */
const each = 500;
const most = { seconds: 5, memory_MB: 1000 };
const self = fileURLToPath(import.meta.url);
const [kind = '', number = ''] = process.argv.slice(2);

if (kind === 'seed' || kind === 'bomb') {
  const share = await (kind === 'seed' ? mutantsOf(Number(number)) : bombOf(Number(number)));
  process.stdout.write(JSON.stringify(share));
} else await prove(Number(kind || all));

async function prove(count: number): Promise<void> {
  const seeds = Array.from({ length: Math.ceil(count / each) }, (_, n) => ['seed', `${n + 1}`] as const);
  const bombs = plateBombs.map((_, n) => ['bomb', `${n}`] as const);
  const waiting = [...bombs, ...seeds];
  const shares: Share[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      shares.push(await shareOf(next));
      if (waiting.length % 20 === 0)
        console.error(`${waiting.length} left, ${shares.flatMap(({ wrong }) => wrong).length} wrong`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const sum = (of: 'read' | 'refused'): number => shares.reduce((total, share) => total + share[of], 0);
  const wrong = shares.flatMap((share) => share.wrong).sort();
  const numbers = {
    damaged: seeds.length * each,
    bombs: bombs.length,
    read: sum('read'),
    refused: sum('refused'),
    slowest_s: largest(
      shares.map(({ slowest_s }) => slowest_s),
      0,
    ),
    peak_MB: largest(
      shares.map(({ peak_MB }) => peak_MB),
      0,
    ),
    wrong,
  };
  if (count === all) writeLongResult('fuzz', numbers, wrong.length === 0);
  else console.error(JSON.stringify(numbers, null, 2));
}

/** A process that dies is a finding, and not the end of the proof. */
async function shareOf(task: readonly [string, string]): Promise<Share> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [self, ...task], { maxBuffer: 1 << 26 });
    return JSON.parse(stdout);
  } catch (error) {
    const wrong = [`${task.join(' ')}: ${error instanceof Error ? error.message.slice(-2000) : error}`];
    return { read: 0, refused: 0, slowest_s: 0, peak_MB: 0, wrong };
  }
}

async function mutantsOf(seed: number): Promise<Share> {
  return judged(`seed ${seed}`, await readDamagedPlates(seed, each));
}

async function bombOf(number: number): Promise<Share> {
  const bomb = plateBombs[number];
  if (bomb === undefined) throw new Error(`there is no bomb ${number}`);
  return judged(bomb.what, [await readMutant(bomb.what, bomb.name, bomb.bytes())]);
}

function judged(task: string, mutants: Awaited<ReturnType<typeof readDamagedPlates>>): Share {
  const peak_MB = Math.round(process.resourceUsage().maxRSS / 1024);
  const slow = mutants.filter(({ seconds }) => seconds > most.seconds);
  return {
    read: mutants.filter(({ end }) => end === 'read').length,
    refused: mutants.filter(({ end }) => end === 'refused').length,
    slowest_s: largest(
      mutants.map(({ seconds }) => seconds),
      0,
    ),
    peak_MB,
    wrong: [
      ...mutants.flatMap(({ wrong }) => wrong),
      ...slow.map(({ what, seconds }) => `${what}: ${seconds.toFixed(1)} s`),
      ...(peak_MB > most.memory_MB ? [`${task}: ${peak_MB} MB`] : []),
    ],
  };
}
