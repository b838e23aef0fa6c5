import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { besides } from '../../main/store/beside-project.ts';
import { createProject } from '../../main/store/create-project.ts';
import { openProject } from '../../main/store/open-project.ts';
import type { ProjectStore } from '../../main/store/project-store.ts';
import { formatProblem } from '../../shared/base/problem.ts';
import { makeCrashedProject, writesInLog } from './hostile/known-project.ts';
import { created, options, taken } from './project-file.ts';
import { prepareProject, stateAfter, stateOf, writeNumber } from './project-writes.ts';
import { randomIntegers } from './random-integers.ts';

export type StoreWork = 'create' | 'recover' | 'backup';

/** One process killed in the middle of its work, and what was found afterwards. */
export interface StoreKill {
  readonly work: StoreWork;
  /** It had not come to its end. */
  readonly struck: boolean;
  /** Empty: nothing is half, nothing acknowledged is gone, and the next try does it. */
  readonly wrong: readonly string[];
}

/** What is in the project before a backup, and what is written while it is made. */
const before = 24;
const meanwhile = 6;

/** Kills `count` processes, making, recovering and copying a project by turns, each at a moment drawn in its duration. */
export async function killStoreWork(
  folder: string,
  seed: number,
  count: number,
): Promise<readonly StoreKill[]> {
  const draw = randomIntegers(seed);
  const prepared = prepare(folder);
  const works = ['create', 'recover', 'backup'] as const;
  const calm: Record<string, number> = {};
  const kills: StoreKill[] = [];
  for (let i = 0; i < count; i++) {
    const work = works[i % works.length] ?? 'create';
    const place = join(folder, `case-${seed}-${i}`);
    calm[work] ??= await calmDuration(prepared[work], join(folder, `calm-${work}`));
    // A little longer than it takes: the end is a moment too.
    const after = (calm[work] * 1.2 * draw(1000)) / 1000;
    const { struck, look } = await prepared[work](place, after);
    const wrong: string[] = [];
    try {
      wrong.push(...(await look()));
    } catch (error) {
      wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    kills.push({ work, struck, wrong });
    rmSync(place, { recursive: true, force: true });
  }
  return kills;
}

/** The shortest of three, milliseconds. */
async function calmDuration(work: Try, place: string): Promise<number> {
  const durations: number[] = [];
  for (let i = 0; i < 3; i++) durations.push((await work(`${place}-${i}`, null)).duration);
  return Math.min(...durations);
}

interface Tried {
  readonly struck: boolean;
  /** Milliseconds from its beginning to its end or its kill. */
  readonly duration: number;
  readonly look: () => readonly string[] | Promise<readonly string[]>;
}

type Try = (place: string, killAfter: number | null) => Promise<Tried>;

function prepare(folder: string): Readonly<Record<StoreWork, Try>> {
  const crashed = join(folder, 'crashed.wellspring');
  makeCrashedProject(join(folder, 'before.wellspring'), crashed);
  const full = join(folder, 'full.wellspring');
  const store = created(full);
  prepareProject(store);
  for (let n = 1; n <= before; n++) writeNumber(store, n);
  store.close();
  return {
    create: async (place, killAfter) => {
      const path = pathIn(place);
      const ran = await runUntil(place, killAfter, 'create', path);
      return { ...ran, look: () => lookAtMade(path) };
    },
    recover: async (place, killAfter) => {
      const path = pathIn(place);
      for (const suffix of ['', '-wal']) copyFileSync(crashed + suffix, path + suffix);
      const ran = await runUntil(place, killAfter, 'recover', path);
      // As the next start of the program would: what was left is its to put away.
      const look = async () => {
        await runUntil(place, null, 'recover', path);
        return [...lookAtState(path, [writesInLog]), ...leftIn(place)];
      };
      return { ...ran, look };
    },
    backup: async (place, killAfter) => {
      const path = pathIn(place);
      copyFileSync(full, path);
      const target = join(place, 'copy.wellspring');
      const writes = [String(before + 1), String(meanwhile)];
      const ran = await runUntil(place, killAfter, 'backup', path, target, ...writes);
      const last = before + ran.acknowledged;
      const look = async () => [
        // One write may have been finished whose acknowledgment was killed with its writer.
        ...lookAtState(path, [last, last + 1]),
        ...(existsSync(target) ? lookAtState(target, range(before, last + 1)) : []),
        ...(await copyAgain(path, target)),
      ];
      return { ...ran, look };
    },
  };
}

/** Each in a folder of its own, with a temporary folder beside it. */
function pathIn(place: string): string {
  mkdirSync(join(place, 'temporary'), { recursive: true });
  return join(place, 'a.wellspring');
}

async function runUntil(place: string, killAfter: number | null, ...args: readonly string[]) {
  const temporary = join(place, 'temporary');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'project-work.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
  });
  let acknowledged = 0;
  let done = false;
  let began = 0;
  let duration = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line === 'begin') {
      began = performance.now();
      if (killAfter === null) return;
      // A timer would be too coarse for what takes milliseconds.
      while (performance.now() - began < killAfter);
      child.kill('SIGKILL');
    } else if (line.startsWith('ack ')) acknowledged += 1;
    else if (line === 'done') {
      done = true;
      duration = performance.now() - began;
    }
  });
  await Promise.all([
    new Promise((resolve) => child.on('exit', resolve)),
    new Promise((resolve) => lines.on('close', resolve)),
  ]);
  return { struck: !done, duration, acknowledged };
}

/** Whole or not there; and then it can be made. */
function lookAtMade(path: string): readonly string[] {
  const wrong = existsSync(path) ? lookAt(path, (store) => titled(store)) : [];
  if (existsSync(path)) return wrong;
  const made = createProject(path, { title: 'Made', ...options() });
  if (!made.ok) return [...wrong, `it cannot be made after the kill: ${made.problems.map(formatProblem)}`];
  const found = titled(made.value);
  made.value.close();
  return [...wrong, ...found];
}

function titled(store: ProjectStore): readonly string[] {
  return store.title() === 'Made' ? [] : [`its title is ${store.title()}`];
}

function lookAtState(path: string, writes: readonly number[]): readonly string[] {
  return lookAt(path, (store) => {
    const state = stateOf(store);
    return writes.some((n) => isDeepStrictEqual(state, stateAfter(n)))
      ? []
      : [`${basename(path)} holds ${JSON.stringify(state)}, not what ${writes.join(' or ')} writes leave`];
  });
}

function lookAt(path: string, look: (store: ProjectStore) => readonly string[]): readonly string[] {
  const outcome = openProject(path, options());
  if (!outcome.ok)
    return [`${basename(path)} does not open: ${outcome.problems.map(formatProblem).join('; ')}`];
  const store = outcome.value;
  const wrong = [...store.integrity().map(({ message }) => message), ...look(store)];
  if (store.info.readOnly !== null) wrong.push(`${basename(path)} can only be read: ${store.info.readOnly}`);
  store.close();
  const beside = readdirSync(dirname(path)).filter((name) =>
    [...Object.values(besides), '-shm', '-aside'].some((suffix) => name === basename(path) + suffix),
  );
  return [...wrong, ...beside.map((name) => `${name} stayed after closing`)];
}

/** Copies of projects that nobody will ever look for. */
function leftIn(place: string): readonly string[] {
  return readdirSync(join(place, 'temporary')).map((name) => `${name} stayed in the temporary folder`);
}

async function copyAgain(path: string, target: string): Promise<readonly string[]> {
  const store = taken(openProject(path, options()));
  const made = await store.backup(existsSync(target) ? join(dirname(target), 'second.wellspring') : target);
  store.close();
  return made.ok ? [] : [`it cannot be copied after the kill: ${made.problems.map(formatProblem)}`];
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
