import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { machineThreads, nodeThreads } from '../../../../main/jobs/threads.ts';
import type { ThreadTeam } from '../../../../shared/compute/threads.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const open: ThreadTeam[] = [];

afterEach(async () => {
  for (const team of open.splice(0)) await team.close();
});

function startTeam(count: number, script: string | undefined = fixture('fake-thread.mjs')): ThreadTeam {
  const team = nodeThreads(script).start(count);
  open.push(team);
  return team;
}

function failureOf(team: ThreadTeam): Promise<Error> {
  return new Promise((resolve) => team.onFailure(resolve));
}

describe('threads of the host', () => {
  test('get every message, and answer through shared memory', async () => {
    const team = startTeam(3);
    expect(team.count).toBe(3);
    const cells = new Int32Array(new SharedArrayBuffer(8));
    for (const value of [1, 2, 3, 4, 5, 6]) {
      team.post(value % 3, { kind: 'add', shared: cells.buffer, value });
    }
    for (let seen = Atomics.load(cells, 1); seen < 6; seen = Atomics.load(cells, 1)) {
      await Atomics.waitAsync(cells, 1, seen).value;
    }
    expect(cells[0]).toBe(21);
  });

  test('a fault is told, also to who asks late', async () => {
    const team = startTeam(2);
    const failure = failureOf(team);
    team.post(1, { kind: 'throw' });
    expect((await failure).message).toBe('a planted fault');
    expect((await failureOf(team)).message).toBe('a planted fault');
  });

  test('an end unasked is told, one that was asked for is not', async () => {
    const team = startTeam(1);
    const failure = failureOf(team);
    team.post(0, { kind: 'exit' });
    expect((await failure).message).toContain('exit code 7');
    const other = startTeam(1);
    const told: Error[] = [];
    other.onFailure((error) => told.push(error));
    await other.close();
    expect(told).toEqual([]);
  });

  test('keep a process alive only while it waits for them', async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [fixture('idle-team.mjs'), fixture('fake-thread.mjs')]);
    expect(stdout).toBe('sum 3\n');
  });

  test('the kernel’s own program starts', async () => {
    const team = nodeThreads().start(1);
    open.push(team);
    const told: Error[] = [];
    team.onFailure((error) => told.push(error));
    await team.close();
    expect(told).toEqual([]);
  });

  test('no more than the machine has', () => {
    expect(machineThreads()).toBeGreaterThanOrEqual(1);
    expect(machineThreads()).toBeLessThanOrEqual(16);
  });
});
