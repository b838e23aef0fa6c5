import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryFault, mostMemory } from '../../../../main/jobs/memory-guard.ts';
import { patience } from '../../../helpers/patience.ts';
import { isAlive, killIfThere } from '../../../helpers/processes.ts';

const guardFile = new URL('../../../../main/jobs/memory-guard.ts', import.meta.url).href;

/** A job that is guarded and then fills memory in one go, in which no timer of its own runs. */
function greedy(what: string, most: number): { readonly signal: string | null; readonly stderr: string } {
  const program = `
    const { guardJob } = await import(${JSON.stringify(guardFile)});
    guardJob(${most});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const kept = [];
    for (let i = 0; i < 5_000; i++) { kept.push(${what}); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5); }
  `;
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return { signal, stderr };
}

describe('a job that takes too much memory', () => {
  test.each([
    ['in arrays', 'new Uint8Array(8 << 20).fill(1)'],
    ['in objects', 'Array.from({ length: 100_000 }, (_, j) => ({ j }))'],
  ])('%s is ended and says its limit', (_, what) => {
    const { signal, stderr } = greedy(what, 300 << 20);
    expect(signal).toBe('SIGKILL');
    expect(memoryFault(stderr)).toBe('it took more than 300 MB');
  });

  test('is told from one that was ended otherwise', () => {
    expect(memoryFault('FATAL ERROR: Reached heap limit - JavaScript heap out of memory')).toMatch(/memory/);
    expect(memoryFault('Error: a planted fault')).toBeNull();
    expect(memoryFault('')).toBeNull();
  });
});

test('files may take less than the machine has, fits most of it', () => {
  const machine = 4 * 2 ** 30;
  expect(mostMemory('import', machine)).toBe(machine / 2);
  expect(mostMemory('import', 100 * machine)).toBe(3 * 2 ** 30);
  expect(mostMemory('fit', machine)).toBe(0.8 * machine);
});

test.skipIf(process.platform === 'win32')(
  'a job that waits without end goes with the process that started it',
  async () => {
    const job = `
    const { guardJob } = await import(${JSON.stringify(guardFile)});
    guardJob(${2 ** 31});
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.log(process.pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
    const parent = `
    const { spawn } = require('node:child_process');
    const job = spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(job)}], { stdio: ['pipe', 'inherit', 'inherit'] });
    process.on('exit', () => job.kill());`;
    const starter = spawn(process.execPath, ['-e', parent], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: starter.stdout }), 'line');
    const pid = Number(line);
    onTestFinished(() => killIfThere(pid));
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: patience, interval: 50 });
  },
);
