import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { assert } from '../../shared/base/assert.ts';

export const program = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Settles with the first line of stdout that is JSON and has the key; rejects when the program ends before. */
  line(key: string): Promise<Readonly<Record<string, unknown>>>;
  /** The same with the first line that is as asked. */
  report(
    isAsked: (line: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>>;
  readonly ended: Promise<Ended>;
}

/** Starts the built program as a user would, in `folder`. */
export function start(folder: string, ...args: string[]): Running {
  assert(existsSync(program), 'the program is built before its tests: npm run build');
  const env = { ...process.env, INIT_CWD: folder };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const watch of watchers) watch();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const report = (
    isAsked: (line: Readonly<Record<string, unknown>>) => boolean,
    what = 'as asked',
  ): Promise<Readonly<Record<string, unknown>>> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        const found = jsonLines(stdout).find(isAsked);
        if (found === undefined) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
      void ended.then(() => reject(new Error(`ended without a line “${what}”: ${stderr}`)));
    });
  const line = (key: string): Promise<Readonly<Record<string, unknown>>> =>
    report((value) => Object.hasOwn(value, key), key);
  return { child, line, report, ended };
}

export function run(folder: string, ...args: string[]): Promise<Ended> {
  return start(folder, ...args).ended;
}

/** The complete lines that are JSON objects. */
export function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
