import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { _electron } from 'playwright';
import type { HostSetting, RawHost } from './hosts.ts';

/** The Electron binary, or null. Never imports `electron`: that would begin a download. */
export function electronBinary(): string | null {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = path.join(folder, 'path.txt');
  const name = fs.existsSync(named) ? fs.readFileSync(named, 'utf8').trim() : null;
  const other = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (other !== undefined && other !== '') {
    const file = path.join(other, name ?? 'electron');
    return fs.existsSync(file) ? file : null;
  }
  const file = name === null ? null : path.join(folder, 'dist', name);
  return file !== null && fs.existsSync(file) ? file : null;
}

/** Electron itself, driven by Playwright. */
export async function openElectron(entry: string, setting: HostSetting): Promise<RawHost> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('the Electron binary is not there');
  // A profile of its own: neither the user's window nor the user's running instance is touched.
  const profile = [`--user-data-dir=${setting.data}/userData`];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const env = Object.fromEntries(
    Object.entries(setting.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath,
    args: [...root, ...profile, entry, ...setting.args],
    env,
  });
  const page = await app.firstWindow();
  await page.setViewportSize(setting.size);
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  return {
    page,
    pid: app.process().pid ?? 0,
    ended,
    evaluate: ((run: (electron: unknown, argument: unknown) => unknown, argument: unknown) =>
      app.evaluate(run as never, argument)) as RawHost['evaluate'],
    close: async () => {
      if (app.process().exitCode === null) await app.close();
      await ended;
    },
  };
}
