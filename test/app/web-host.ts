import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';
import { browserArguments, findBrowser } from '../run/browser.ts';
import type { HostSetting, RawHost } from './hosts.ts';

/** The web host's program, and a browser at the address that it prints. */
export async function openWeb(entry: string, setting: HostSetting): Promise<RawHost> {
  const found = await findBrowser();
  if ('missing' in found) throw new Error(found.missing);
  const program = spawn(process.execPath, [entry, '--no-open', ...setting.args], {
    env: setting.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const url = await address(program);
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...browserArguments, '--disable-background-networking', '--disable-component-update'],
  });
  const page = await browser.newPage({ viewport: setting.size, locale: 'en-GB' });
  await page.goto(url);
  return {
    page,
    pid: program.pid ?? 0,
    ended,
    evaluate: async () => {
      throw new Error('the web host has no desktop main process to evaluate in');
    },
    close: async () => {
      await browser.close();
      program.kill('SIGINT');
      await ended;
    },
  };
}

/** The address the program prints; rejects with what it said instead when it ends first. */
function address(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    if (program.stdout === null) {
      reject(new Error('the program has no standard output'));
      return;
    }
    createInterface(program.stdout).on('line', (line) => {
      const found = /^Wellspring: (http:\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    program.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}
