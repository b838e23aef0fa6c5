import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openProject } from '../../main/store/open-project.ts';
import type { Evaluation } from '../../shared/fit/fit-result.ts';
import { type Ended, run, start } from '../cli/command-line.ts';
import { childrenOf, isAlive, killIfThere } from './processes.ts';
import { options } from './project-file.ts';
import { randomIntegers } from './random-integers.ts';
import { writeSmall } from './small-plate.ts';

/** One fit of the command line, something of it killed, and what was found afterwards. */
export interface CommandKill {
  readonly kept: 'project' | 'folder';
  readonly victim: 'job' | 'command';
  /** There was something to kill. */
  readonly struck: boolean;
  /** Empty: the command ended with words, what it had kept is whole, and going on comes to the same numbers. */
  readonly wrong: readonly string[];
}

const settings = [
  '--epochs',
  '6',
  '--draws',
  '4',
  '--evaluation-draws',
  '8',
  '--evaluate-every',
  '1',
  '--json',
];

type Numbers = readonly (readonly number[])[];

/** Kills the job of `count` fits, or the command itself, each at a moment drawn in its duration, and goes on with it. */
export async function killCommands(
  folder: string,
  seed: number,
  count: number,
): Promise<readonly CommandKill[]> {
  writeSmall(folder);
  const imported = await run(folder, 'import', 'small.csv', '--project', 'fits');
  const began = performance.now();
  const calm = await run(folder, 'fit', 'small.yaml', ...settings, '--out', 'calm');
  const duration = performance.now() - began;
  if (imported.code !== 0 || calm.code !== 0) throw new Error(imported.stderr + calm.stderr);
  const reference = numbersInFolder(join(folder, 'calm'));
  const draw = randomIntegers(seed);
  const kills: CommandKill[] = [];
  for (let i = 0; i < count; i++) {
    const kept = i % 2 === 0 ? 'project' : 'folder';
    const victim = draw(3) === 0 ? 'command' : 'job';
    const place = kept === 'project' ? new InProject(folder) : new InFolder(folder, `fit-${i}`);
    const { struck, ended } = await strike(folder, place, victim, (duration * draw(1000)) / 1000);
    const wrong = [...(victim === 'job' ? endedWell(ended) : []), ...place.lookAtRest(victim)];
    const numbers = await place.finish();
    if (!isDeepStrictEqual(numbers, reference)) wrong.push(`it came to ${JSON.stringify(numbers)}`);
    kills.push({ kept, victim, struck, wrong: wrong.map((sentence) => `${sentence} (${ended.stderr})`) });
  }
  return kills;
}

/** Where a fit is kept. */
interface Place {
  readonly args: readonly string[];
  /** What is wrong with what lies there now. */
  lookAtRest(victim: CommandKill['victim']): readonly string[];
  /** Goes on to its end. */
  finish(): Promise<Numbers | string>;
}

async function strike(
  folder: string,
  place: Place,
  victim: CommandKill['victim'],
  after: number,
): Promise<{ readonly struck: boolean; readonly ended: Ended }> {
  const running = start(folder, 'fit', 'small.yaml', ...settings, ...place.args);
  const pid = running.child.pid ?? 0;
  let jobs: readonly number[] = [];
  let struck = false;
  const timer = setTimeout(() => {
    jobs = childrenOf(pid);
    struck = victim === 'command' ? running.child.exitCode === null : jobs.length > 0;
    for (const each of victim === 'command' ? [pid] : jobs) killIfThere(each);
  }, after);
  const ended = await running.ended;
  clearTimeout(timer);
  // A job whose command is gone ends by itself.
  while (jobs.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
  return { struck, ended };
}

/** With what a person can go on with: done, or no result and the words to it. */
function endedWell({ code, stderr }: Ended): readonly string[] {
  if (code === 0) return [];
  if (code !== 4) return [`exit code ${code}`];
  return /ended from outside/.test(stderr) ? [] : ['nothing is said of the process that was killed'];
}

class InProject implements Place {
  readonly args = ['--project', 'fits'];
  readonly #folder: string;
  readonly #before: number;

  constructor(folder: string) {
    this.#folder = folder;
    this.#before = this.#fits().length;
  }

  lookAtRest(victim: CommandKill['victim']): readonly string[] {
    const beside = readdirSync(this.#folder)
      .filter((name) => name.startsWith('fits.wellspring') && name !== 'fits.wellspring')
      // Of a change that a kill left unfinished: what cannot be told from a damaged log is never thrown away.
      .filter((name) => !name.includes('.kept-'));
    // A command that was killed itself leaves its log to the next one.
    if (victim === 'job' && beside.length > 0) return [`${beside.join(', ')} lie beside the project`];
    return [];
  }

  async finish(): Promise<Numbers | string> {
    const left = this.#fits().slice(this.#before).at(-1);
    // One without a checkpoint has nothing to go on from, and says so; what waits begins.
    if (left === undefined || (left.status !== 'queued' && !left.hasCheckpoint)) {
      const anew = await run(this.#folder, 'fit', 'small.yaml', ...settings, ...this.args);
      if (anew.code !== 0) return `fit: ${anew.code} ${anew.stderr}`;
    } else if (left.status !== 'done') {
      const resumed = await run(this.#folder, 'fit', '--resume', 'fits.wellspring', '--json');
      if (resumed.code !== 0) return `resume: ${resumed.code} ${resumed.stderr}`;
    }
    const fit = this.#fits().at(-1);
    return fit?.status === 'done' ? numbersOf(fit.evaluations) : `it is ${fit?.status}`;
  }

  #fits() {
    const store = openProject(join(this.#folder, 'fits.wellspring'), options());
    if (!store.ok) throw new Error(JSON.stringify(store.problems));
    const fits = store.value.fits();
    const damage = store.value.integrity();
    store.value.close();
    if (damage.length > 0) throw new Error(JSON.stringify(damage));
    return fits;
  }
}

class InFolder implements Place {
  readonly args: readonly string[];
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.args = ['--out', name];
  }

  lookAtRest(): readonly string[] {
    return [];
  }

  async finish(): Promise<Numbers | string> {
    const manifest = join(this.#folder, this.#name, 'fit.json');
    if (!existsSync(manifest)) {
      const anew = await run(this.#folder, 'fit', 'small.yaml', ...settings, ...this.args);
      if (anew.code !== 0) return `fit: ${anew.code} ${anew.stderr}`;
    } else if (JSON.parse(readFileSync(manifest, 'utf8')).status !== 'done') {
      const resumed = await run(this.#folder, 'fit', '--resume', this.#name, '--json');
      if (resumed.code !== 0) return `resume: ${resumed.code} ${resumed.stderr}`;
    }
    return numbersInFolder(join(this.#folder, this.#name));
  }
}

function numbersInFolder(folder: string): Numbers {
  const { status, evaluations } = JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8'));
  if (status !== 'done') throw new Error(`${folder} is ${status}`);
  return numbersOf(evaluations);
}

function numbersOf(evaluations: readonly Evaluation[]): Numbers {
  return evaluations.map(({ epoch, trainElbo, validationElbo }) => [epoch, trainElbo, validationElbo]);
}
