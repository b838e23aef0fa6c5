import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { program, type Running, run, start } from './command-line.ts';

const address = /^Wellspring: (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+)\n$/;

let folder: string;
let home: string;
const running: Running[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellspring-serve-'));
  home = join(folder, 'home');
  vi.stubEnv('WELLSPRING_HOME', home);
});

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Starts the host and waits for its address. */
async function serve(...args: string[]): Promise<Running & { readonly url: URL }> {
  const started = start(folder, 'serve', ...args);
  running.push(started);
  const said = await new Promise<string>((resolve, reject) => {
    started.child.stdout.once('data', resolve);
    void started.ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { ...started, url: new URL(address.exec(said)?.[1] ?? `no address: ${said}`) };
}

async function enters(url: URL | string): Promise<number> {
  return (await fetch(url, { redirect: 'manual' })).status;
}

describe('serve', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'prints its address alone and ends at %s',
    async (signal) => {
      const { child, ended } = await serve('--no-open');
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(address);
      expect(readdirSync(join(home, '.running'))).toEqual([]);
    },
  );

  test('ends with the program that started it, however that one ended', async () => {
    const child = spawn(process.execPath, [program, 'serve', '--no-open'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      detached: true,
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.disconnect();
    expect(await ended).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('does not outlive a killed run.mjs', async () => {
    const runner = fileURLToPath(new URL('../../run.mjs', import.meta.url));
    const child = spawn(process.execPath, [runner, 'wellspring', 'serve', '--no-open'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Both hold the other end: it is read to its end when both are gone.
    const gone = new Promise((resolve) => child.stdout.once('end', resolve));
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text) => resolve(String(text))),
    );
    child.stdout.resume();
    child.kill('SIGKILL');
    await gone;
    await expect(enters(address.exec(said)?.[1] ?? '')).rejects.toThrow();
  });

  test('--open leads back into the one that runs, once each time', async () => {
    const { url } = await serve('--no-open');
    expect(await enters(url)).toBe(303);
    expect(await enters(url)).toBe(403);
    const again = await run(folder, 'serve', '--open', '--no-open');
    expect(again.code, again.stderr).toBe(0);
    const other = address.exec(again.stdout)?.[1] ?? '';
    expect(new URL(other).origin).toBe(url.origin);
    expect(await enters(other)).toBe(303);
    expect(await enters(other)).toBe(403);
  });

  test('--open starts one where none runs, nor believes what a killed one left', async () => {
    const first = await serve('--no-open');
    first.child.kill('SIGKILL');
    await first.ended;
    const { url, child, ended } = await serve('--open', '--no-open');
    expect(await enters(url)).toBe(303);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    expect(readdirSync(join(home, '.running'))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')(
    'takes away what killed ones left, each at its start',
    async () => {
      const opener = join(folder, 'bin', process.platform === 'darwin' ? 'open' : 'xdg-open');
      mkdirSync(join(folder, 'bin'));
      writeFileSync(opener, '#!/bin/sh\n');
      chmodSync(opener, 0o755);
      vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
      const temporary = join(folder, 'temporary');
      mkdirSync(temporary);
      vi.stubEnv('TMPDIR', temporary);
      const left = `
      import { takeScratchFolder } from ${JSON.stringify(fileURLToPath(new URL('../../main/store/scratch-folder.ts', import.meta.url)))};
      takeScratchFolder();
      process.kill(process.pid, 'SIGKILL');`;
      spawnSync(process.execPath, ['--input-type=module', '-e', left]);
      expect(readdirSync(temporary)).toHaveLength(1);
      const doors = join(home, '.open');
      for (let n = 0; n < 2; n++) {
        const { child, ended } = await serve();
        await vi.waitUntil(() => existsSync(doors) && readdirSync(doors).length === 1, { timeout: 30_000 });
        child.kill('SIGKILL');
        await ended;
        expect([readdirSync(doors), readdirSync(join(home, '.running'))].map(({ length }) => length)).toEqual(
          [1, 1],
        );
      }
      const living = await serve('--no-open');
      expect(readdirSync(join(home, '.running'))).toEqual([`host-${living.child.pid}.json`]);
      expect(readdirSync(doors)).toEqual([]);
      await vi.waitUntil(() => readdirSync(temporary).length === 0, { timeout: 30_000 });
      // Of one that lives nothing goes.
      await serve('--no-open');
      expect(readdirSync(join(home, '.running'))).toHaveLength(2);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'starts a browser with a file, never with the address',
    async () => {
      const told = join(folder, 'told');
      mkdirSync(join(folder, 'bin'));
      const opener = join(folder, 'bin', process.platform === 'darwin' ? 'open' : 'xdg-open');
      writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$1" > '${told}.part'\nmv '${told}.part' '${told}'\n`);
      chmodSync(opener, 0o755);
      vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
      const { url } = await serve();
      await vi.waitUntil(() => existsSync(told), { timeout: 30_000 });
      const file = readFileSync(told, 'utf8');
      const door = /url=(http:\S+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
      expect(new URL(door).origin).toBe(url.origin);
      expect(await enters(door)).toBe(303);
      // The printed address is another one, and still good.
      expect(await enters(url)).toBe(303);
      expect(existsSync(file)).toBe(false);
    },
  );

  test('takes a home that is relative to where the user is, and one that is blank as none', async () => {
    vi.stubEnv('WELLSPRING_HOME', 'here');
    await serve('--no-open');
    expect(existsSync(join(folder, 'here', '.running'))).toBe(true);
    vi.stubEnv('WELLSPRING_HOME', ' ');
    vi.stubEnv('HOME', join(folder, 'user'));
    vi.stubEnv('APPDATA', join(folder, 'user'));
    vi.stubEnv('XDG_CONFIG_HOME', undefined);
    await serve('--no-open');
    expect(existsSync(join(folder, ' '))).toBe(false);
  });

  test.each([
    ['a file', 'file'],
    ['below a file', join('file', 'home')],
  ])('says that no project can lie in a home that is %s', async (_, name) => {
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('WELLSPRING_HOME', join(folder, name));
    const { code, stdout, stderr } = await run(folder, 'serve', '--no-open');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('is a file');
    expect(stderr).toContain('WELLSPRING_HOME');
    expect(stderr).not.toContain('    at ');
  });

  test('works where nothing can be written', async () => {
    mkdirSync(home, { mode: 0o500 });
    const { url } = await serve('--no-open');
    expect(await enters(url)).toBe(303);
  });

  test('on the web’s own port has an address that browsers can open', async (context) => {
    let host: Awaited<ReturnType<typeof serve>>;
    try {
      host = await serve('--no-open', '--port', '80');
    } catch (error) {
      // Without the right, or where something else listens, it says so.
      expect(String(error)).toContain('port 80 cannot be used');
      return context.skip('port 80 cannot be had here');
    }
    expect(await enters(host.url)).toBe(303);
  });

  test('says which port browsers do not open', async () => {
    const { code, stderr } = await run(folder, 'serve', '--no-open', '--port', '6000');
    expect(code).toBe(1);
    expect(stderr).toContain('browsers open no page there');
  });
});
