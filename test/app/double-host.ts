import { type ChildProcess, fork, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { browserArguments, findBrowser } from '../run/browser.ts';
import type { HostSetting, RawHost } from './hosts.ts';

const start = fileURLToPath(new URL('../electron-double/start.ts', import.meta.url));

/** The built desktop program under the double; its windows are pages of a browser that both it and the test speak to. */
export async function openDouble(entry: string, setting: HostSetting): Promise<RawHost> {
  const chrome = await launchChrome(setting);
  const profile = path.join(setting.data, 'userData');
  fs.mkdirSync(profile, { recursive: true });
  fs.writeFileSync(path.join(profile, 'window.json'), JSON.stringify({ ...setting.size, maximized: false }));
  const program = fork(start, [entry, ...setting.args], {
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...setting.env,
      WELLSPRING_DOUBLE_BROWSER: chrome.address,
      WELLSPRING_DOUBLE_DATA: setting.data,
    },
  });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  let browser: Browser | null = null;
  const close = async (): Promise<void> => {
    if (program.connected) program.kill('SIGTERM');
    await ended;
    await browser?.close();
    chrome.process.kill('SIGKILL');
    await chrome.ended;
  };
  try {
    await windowShown(program);
    browser = await chromium.connectOverCDP(chrome.address);
    return { page: windowPage(browser), pid: program.pid ?? 0, ended, evaluate: evaluateIn(program), close };
  } catch (error) {
    program.kill('SIGKILL');
    await close();
    throw error;
  }
}

interface Chrome {
  readonly process: ChildProcess;
  /** Of its DevTools. */
  readonly address: string;
  readonly ended: Promise<void>;
}

async function launchChrome(setting: HostSetting): Promise<Chrome> {
  const found = await findBrowser();
  if ('missing' in found) throw new Error(found.missing);
  const args = [
    ...browserArguments,
    '--headless=new',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    `--user-data-dir=${path.join(setting.data, 'chrome')}`,
    'about:blank',
  ];
  const chrome = spawn(found.executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => chrome.once('exit', () => resolve()));
  // A test that ends without closing its host must not leave a browser behind.
  process.once('exit', () => chrome.kill('SIGKILL'));
  const address = await new Promise<string>((resolve, reject) => {
    chrome.once('exit', (code) => reject(new Error(`the browser ended with ${code}`)));
    createInterface(chrome.stderr).on('line', (line) => {
      const told = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
      if (told !== undefined) resolve(told);
    });
  });
  return { process: chrome, address, ended };
}

/** Settles when the program shows a window; rejects with what it said instead when it ends first. */
function windowShown(program: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-4000);
    });
    if (process.env.WELLSPRING_DOUBLE_LOG === '1') program.stderr?.pipe(process.stderr);
    program.on('message', (message: { readonly shown?: string }) => {
      if (message.shown !== undefined) resolve();
    });
    program.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}

function windowPage(browser: Browser): Page {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((one) => one.url().startsWith('https://wellspring.app.test/'));
  if (page === undefined) throw new Error(`no window among ${pages.map((one) => one.url()).join(', ')}`);
  return page;
}

interface Answer {
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
}

function evaluateIn(program: ChildProcess): RawHost['evaluate'] {
  let count = 0;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  program.on('message', ({ id, value, error }: Answer) => {
    const promise = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error === undefined) promise?.resolve(value);
    else promise?.reject(new Error(error));
  });
  program.once('exit', () => {
    for (const promise of waiting.values()) promise.reject(new Error('the program has ended'));
  });
  const evaluate = (run: unknown, argument: unknown): Promise<unknown> => {
    const promise = Promise.withResolvers<unknown>();
    waiting.set(++count, promise);
    program.send({ id: count, source: String(run), argument });
    return promise.promise;
  };
  return evaluate as RawHost['evaluate'];
}
