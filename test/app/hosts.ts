/** Opens the whole program in one of its hosts, so that the same walk can be taken through each. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Page } from 'playwright';
import { patience } from '../helpers/patience.ts';
import { findBrowser } from '../run/browser.ts';
import { openDouble } from './double-host.ts';
import { electronBinary, openElectron } from './electron-host.ts';
import { openWeb } from './web-host.ts';

/** `web`: the browser with the web host; `double`: the desktop program under test/electron-double; `electron`: itself. */
export type HostKind = 'web' | 'double' | 'electron';
export const hostKinds: readonly HostKind[] = ['web', 'double', 'electron'];

export const repository = path.join(import.meta.dirname, '../..');

export interface HostOptions {
  /** WELLSPRING_HOME of the program; left out: a new folder, removed at the end. */
  readonly home?: string;
  readonly dark?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  /** Further arguments of the program, such as a project file (desktop hosts). */
  readonly args?: readonly string[];
}

/** What a function for `evaluate` is given: the module `electron`, real or double. Tests state what they use of it. */
export type Evaluate = <A, R>(
  run: (electron: never, argument: A) => R | Promise<R>,
  argument: A,
) => Promise<R>;

export interface OpenHost {
  readonly kind: HostKind;
  readonly page: Page;
  readonly home: string;
  /** Errors and warnings of the page's console. */
  readonly complaints: readonly string[];
  /** Of the host itself. */
  readonly pid: number;
  /** Runs a function in the desktop host's main process; throws in the web host. */
  readonly evaluate: Evaluate;
  /** What the next file dialogs give; null: cancelled. Desktop hosts only. */
  answerDialog(file: string | null): Promise<void>;
  /** Settles when the host's process is gone. */
  readonly ended: Promise<void>;
  /** Ends the host in order where it still runs, and removes what it left; settles when all is gone. */
  close(): Promise<void>;
}

/** What a host is opened with, all decided. */
export interface HostSetting {
  readonly home: string;
  /** For what is neither projects nor program, such as the remembered window; removed at the end. */
  readonly data: string;
  readonly dark: boolean;
  readonly size: { readonly width: number; readonly height: number };
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What a member of the family gives; the rest is the same for all. */
export interface RawHost {
  readonly page: Page;
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly evaluate: Evaluate;
  close(): Promise<void>;
}

/** Why a host cannot be opened here; null: it can. */
export async function missingHost(kind: HostKind): Promise<string | null> {
  if (kind === 'electron') {
    if (electronBinary() === null)
      return 'the Electron binary is not there; `npx electron --version` downloads it';
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    const headless = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
    return headless ? 'there is no display for Electron' : null;
  }
  const browser = await findBrowser();
  return 'missing' in browser ? browser.missing : null;
}

/** Opens the program and waits for its page. Throws where it has not been built, and where it ends instead. */
export async function openHost(kind: HostKind, options: HostOptions = {}): Promise<OpenHost> {
  const entry = path.join(repository, 'dist/main', kind === 'web' ? 'serve.js' : 'electron.js');
  if (!fs.existsSync(entry)) throw new Error(`${entry} is not there: run \`npm run build\` first`);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-host-'));
  const home = options.home ?? path.join(data, 'home');
  const size = options.size ?? { width: 1280, height: 720 };
  const setting: HostSetting = {
    home,
    data,
    size,
    dark: options.dark === true,
    args: options.args ?? [],
    env: { ...process.env, WELLSPRING_HOME: home },
  };
  const open = { web: openWeb, double: openDouble, electron: openElectron }[kind];
  let raw: RawHost;
  try {
    raw = await open(entry, setting);
  } catch (error) {
    fs.rmSync(data, { recursive: true, force: true });
    throw error;
  }
  const { page } = raw;
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.emulateMedia({ colorScheme: setting.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  return {
    kind,
    page,
    home,
    complaints,
    pid: raw.pid,
    ended: raw.ended,
    evaluate: raw.evaluate,
    answerDialog: (file) => raw.evaluate(answerFileDialogs, file),
    close: async () => {
      await raw.close();
      fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface FileDialogs {
  readonly dialog: Record<'showOpenDialog' | 'showSaveDialog', () => Promise<unknown>>;
}

/** Runs in the main process. */
function answerFileDialogs({ dialog }: FileDialogs, file: string | null): void {
  const canceled = file === null;
  dialog.showOpenDialog = async () => ({ canceled, filePaths: canceled ? [] : [file] });
  dialog.showSaveDialog = async () => ({ canceled, filePath: file ?? '' });
}
