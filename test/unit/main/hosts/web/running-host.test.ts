import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { announceHost, askRunningHost } from '../../../../../main/hosts/web/running-host.ts';
import { openWebHost, type WebHost } from '../../../../../main/hosts/web/web-host.ts';
import type { Service } from '../../../../../shared/channels.ts';

const service: Service = {
  call: async () => ({ kind: 'value', value: null }),
  subscribe: () => () => {},
  close: async () => {},
};

let folder: string;
let records: string;
let host: WebHost;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-running-'));
  records = join(folder, 'records');
  host = await openWebHost({ service, root: folder, port: 0, doors: join(folder, 'doors') });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

const announced = () => announceHost(records, { pid: process.pid, origin: host.origin, pass: host.pass });

describe('a host that runs', () => {
  test('is found by the user’s other programs and lets a browser in again', async () => {
    announced();
    const wayIn = await askRunningHost(records, true);
    expect(wayIn?.url).toMatch(new RegExp(`^${host.origin}/\\?token=[\\w-]{32}$`));
    expect(existsSync(String(wayIn?.file))).toBe(true);
    expect((await fetch(String(wayIn?.url), { redirect: 'manual' })).status).toBe(303);
    expect((await askRunningHost(records, false))?.file).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('leaves its pass where only this user can read it', () => {
    announced();
    const [name = ''] = readdirSync(records);
    expect(statSync(join(records, name)).mode & 0o777).toBe(0o600);
    expect(statSync(records).mode & 0o777).toBe(0o700);
  });

  test('is not found any more when it has ended', async () => {
    const withdraw = announced();
    withdraw?.();
    expect(await askRunningHost(records, false)).toBeNull();
  });

  test('leaves nothing behind for ever when it was killed', async () => {
    // No process has this id on any system.
    announceHost(records, { pid: 2 ** 30, origin: host.origin, pass: 'of another' });
    writeFileSync(join(records, 'host-1.json'), '{');
    expect(await askRunningHost(records, false)).toBeNull();
    expect(readdirSync(records)).toEqual([]);
  });

  test('is asked on this machine only, whatever a record says', async () => {
    announceHost(records, { pid: process.pid, origin: 'http://evil.example', pass: host.pass });
    expect(await askRunningHost(records, false)).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('leaves nothing in a folder that is a link or none', () => {
    symlinkSync(folder, join(folder, 'link'));
    expect(announceHost(join(folder, 'link'), { pid: 1, origin: host.origin, pass: 'x' })).toBeNull();
    writeFileSync(join(folder, 'file'), '');
    expect(announceHost(join(folder, 'file'), { pid: 1, origin: host.origin, pass: 'x' })).toBeNull();
  });
});
