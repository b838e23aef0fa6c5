import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Where a Chromium-like browser is, or the sentence that says why there is none. */
export type FoundBrowser = { readonly executablePath: string } | { readonly missing: string };

/** What Playwright's `chromium.launch` needs besides the path: containers have no user namespaces and a small /dev/shm. */
export const browserArguments = ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

function usualPlaces(): readonly string[] {
  const { env } = process;
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (process.platform === 'win32') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LocalAppData];
    return roots
      .filter((root) => root !== undefined)
      .flatMap((root) => [
        path.join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(root, 'Chromium', 'Application', 'chrome.exe'),
        path.join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** The browser for test/app. `WELLSPRING_BROWSER` wins over the usual places; a wrong value there is not replaced. */
export async function findBrowser(): Promise<FoundBrowser> {
  const wanted = process.env.WELLSPRING_BROWSER;
  if (wanted !== undefined && wanted !== '') {
    if (fs.existsSync(wanted)) return { executablePath: wanted };
    return { missing: `WELLSPRING_BROWSER is "${wanted}", which does not exist` };
  }
  const executablePath = usualPlaces().find((place) => fs.existsSync(place));
  if (executablePath !== undefined) return { executablePath };
  return { missing: 'no Chromium, Chrome or Edge found; install one or set WELLSPRING_BROWSER to its path' };
}

/** On Debian as root without a browser, gets one; elsewhere machines are left as they are. */
export async function provideBrowser(say: (line: string) => void): Promise<FoundBrowser> {
  const found = await findBrowser();
  if (!('missing' in found) || process.env.WELLSPRING_BROWSER) return found;
  if (!fs.existsSync('/etc/debian_version') || process.getuid?.() !== 0) return found;
  say('no browser found; installing chromium with apt-get, about a minute ...');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const result = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (result.status !== 0) {
      const last = (result.stderr ?? '').trim().split('\n').at(-1) ?? '';
      return { missing: `apt-get ${args[0]} failed: ${result.error?.message ?? last}` };
    }
  }
  return findBrowser();
}
