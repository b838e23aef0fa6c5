import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { created, opened } from './project-file.ts';
import { prepareProject, stateAfter, stateOf } from './project-writes.ts';
import { randomIntegers } from './random-integers.ts';

/** One killed writer and what was found afterwards. */
export interface Kill {
  /** The line of the writer at which it was killed: `begin 14`. */
  readonly moment: string;
  readonly drive: 'local' | 'network';
  /** Writes acknowledged since the project began. */
  readonly acknowledged: number;
  /** A log with something in it lay beside the project. */
  readonly left: boolean;
  /** Empty: the project opened, was whole, and had all that was acknowledged. */
  readonly wrong: readonly string[];
}

/** Writes a writer does before it closes by itself. */
const writesEach = 8;

/**
 * Kills writers of one project, one after another, at seeded moments: while opening, at the beginning of a write, after
 * an acknowledgment, while closing; and looks at the project after each.
 */
export async function killWriters(folder: string, seed: number, count: number): Promise<readonly Kill[]> {
  const path = join(folder, `kills-${seed}.wellspring`);
  const store = created(path);
  prepareProject(store);
  store.close();
  const draw = randomIntegers(seed);
  const kills: Kill[] = [];
  let written = 0;
  for (let i = 0; i < count; i++) {
    const drive = draw(3) === 0 ? 'network' : 'local';
    const at = momentOf(draw, written);
    const acknowledged = Math.max(written, await runUntil(path, drive, written + 1, writesEach, at));
    // Now and then the one that should recover is killed as well.
    if (draw(3) === 0) await runUntil(path, drive, written + 1, 0, 'opening');
    const found = look(path, acknowledged);
    written = found.written;
    kills.push({ moment: at, drive, acknowledged, left: found.left, wrong: found.wrong });
  }
  return kills;
}

function momentOf(draw: (below: number) => number, written: number): string {
  const n = written + 1 + draw(writesEach - 1);
  return (
    ['opening', `begin ${n}`, `begin ${n}`, `begin ${n}`, `ack ${n}`, `ack ${n}`, 'closing'][draw(7)] ?? ''
  );
}

/** Kills the writer as soon as it says `moment`; returns the last write that it acknowledged, 0: none. */
async function runUntil(
  path: string,
  drive: string,
  first: number,
  count: number,
  moment: string,
): Promise<number> {
  const script = join(import.meta.dirname, 'project-writer.ts');
  // Killed while it recovers, it leaves its copy: where the test clears up.
  const temporary = dirname(path);
  const child = spawn(process.execPath, [script, path, drive, String(first), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
  });
  let last = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (line.startsWith('ack ')) last = Number(line.slice('ack '.length));
    if (line === moment) child.kill('SIGKILL');
  });
  await Promise.all([ended(child), new Promise((resolve) => lines.on('close', resolve))]);
  return last;
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on('exit', resolve);
    child.on('error', reject);
  });
}

function look(path: string, acknowledged: number) {
  const logs = ['-wal', '-journal'].filter(
    (suffix) => (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
  const store = opened(path);
  const wrong: string[] = store.integrity().map(({ message }) => message);
  const named = store.info.recovered?.file ?? null;
  const expected = logs[0] === undefined ? null : basename(path) + logs[0];
  if (named !== expected) wrong.push(`the log ${expected} was left, ${named} is named`);
  const state = stateOf(store);
  store.close();
  // One write may have been finished whose acknowledgment was killed with its writer.
  const written = [acknowledged, acknowledged + 1].find((n) => isDeepStrictEqual(state, stateAfter(n)));
  if (written === undefined)
    wrong.push(`after ${acknowledged} acknowledged writes it holds ${JSON.stringify(state)}`);
  const rest = ['-wal', '-journal', '-shm', '-lock'].filter(
    (suffix) => statSync(path + suffix, { throwIfNoEntry: false }) !== undefined,
  );
  if (rest.length > 0) wrong.push(`${rest.join(', ')} stayed after closing`);
  return { written: written ?? acknowledged, left: logs.length > 0, wrong };
}
