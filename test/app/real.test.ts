import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, missingBrowser, openPage, paintedShare, repository } from './page.ts';

/** The built program, its service, its job and the page together, on the example as a new user finds it. */
describe.skipIf(missingBrowser !== null)(
  `the whole program${missingBrowser === null ? '' : ` (${missingBrowser})`}`,
  () => {
    let browser: Browser;
    let program: ChildProcess;
    let url: string;
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-home-'));

    beforeAll(async () => {
      const entry = path.join(repository, 'dist/main/serve.js');
      if (!fs.existsSync(entry)) throw new Error(`${entry} is not there: run \`npm run build\` first`);
      browser = await launchBrowser();
      program = spawn(process.execPath, [entry, '--no-open'], {
        env: { ...process.env, WELLSPRING_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      url = await address(program);
    });

    afterAll(async () => {
      await browser?.close();
      if (program !== undefined && program.exitCode === null) {
        const ended = new Promise((resolve) => program.once('exit', resolve));
        program.kill('SIGINT');
        await ended;
      }
      fs.rmSync(home, { recursive: true, force: true });
    });

    it('shows the example with its finished fit, and fits it anew to the end', async () => {
      const { page, complaints } = await openPage(browser, url);
      await page.getByRole('button', { name: 'Open the example' }).click();
      await page.locator('[data-well]').first().waitFor();
      await expect.poll(() => page.locator('[data-well]').count()).toBeGreaterThanOrEqual(90);

      await page.keyboard.press('Alt+6');
      const tiles = page.locator('canvas.series');
      await tiles.first().waitFor();
      await expect.poll(() => tiles.count()).toBeGreaterThan(30);
      expect(await paintedShare(page, 'canvas.series', 0)).toBeGreaterThan(0.03);
      const wells = await tiles.count();

      await page.keyboard.press('Alt+5');
      for (const [label, text] of [
        ['Epochs', '2'],
        ['Evaluate every', '1'],
        ['Training draws', '5'],
        ['Evaluation draws', '10'],
      ] as const) {
        await page.getByLabel(label, { exact: true }).fill(text);
      }
      await page.getByRole('button', { name: 'Start fit', exact: true }).click();
      await page.getByRole('heading', { name: /^fit-2: Done/ }).waitFor();
      await page.getByLabel(/2 evaluations$/).waitFor();
      await page.getByRole('button', { name: 'Compare fit-2', exact: true }).click();
      await tiles.first().waitFor();
      await expect.poll(() => tiles.count()).toBe(wells);
      expect(complaints).toEqual([]);
      await page.context().close();
    });
  },
);

/** The address the program prints; rejects with what it said instead when it ends first. */
function address(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    if (program.stdout === null) return reject(new Error('the program has no standard output'));
    createInterface(program.stdout).on('line', (line) => {
      const found = /^Wellspring: (http:\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    program.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}
