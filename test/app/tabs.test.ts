import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedProgram, serveProgram } from '../helpers/served-program.ts';
import { browserArguments, findBrowser } from '../run/browser.ts';
import { launchBrowser, missingBrowser } from './page.ts';

/** More than the connections that a browser opens to one host. */
const many = 12;

/** The built program with its page in more than one tab, and in a browser that was closed meanwhile. */
describe.skipIf(missingBrowser !== null)(
  `tabs${missingBrowser === null ? '' : ` (${missingBrowser})`}`,
  () => {
    let program: ServedProgram;
    let browser: Browser;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wellspring-tabs-'));

    beforeAll(async () => {
      program = await serveProgram(path.join(folder, 'home'));
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser?.close();
      program?.kill('SIGINT');
      await program?.ended;
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    /** A new tab at the plain origin; waits until it knows how things stand. */
    const tab = async (context: BrowserContext): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(program.origin);
      return page;
    };
    const create = (title: string) => program.call('project.create', { title, path: null, stopFits: true });
    const titled = (page: Page, title: string) =>
      page.waitForFunction((name) => document.title.startsWith(name), title);

    it(`${many} of them all work, and hear what changes when the one that holds the stream is closed`, async () => {
      const context = await browser.newContext();
      let streams = 0;
      context.on('request', (request) => {
        if (request.url().endsWith('/events')) streams++;
      });
      const pages = [await context.newPage()];
      await pages[0]?.goto(await program.wayIn());
      while (pages.length < many) pages.push(await tab(context));
      await create('First');
      await Promise.all(pages.map((page) => titled(page, 'First')));
      for (const title of ['Second', 'Third']) {
        // The oldest holds the lock.
        await pages.shift()?.close();
        await create(title);
        await Promise.all(pages.map((page) => titled(page, title)));
      }
      // One at the beginning, and one for each tab that took over.
      expect(streams).toBe(3);
      await context.close();
    });

    it('a browser that was closed comes back by the plain address or the used one', async () => {
      const found = await findBrowser();
      if ('missing' in found) throw new Error(found.missing);
      const launch = () =>
        chromium.launchPersistentContext(path.join(folder, 'profile'), {
          executablePath: found.executablePath,
          args: [...browserArguments],
        });
      const used = await program.wayIn();
      await create('Before');
      for (const address of [used, program.origin, used]) {
        const context = await launch();
        const page = await context.newPage();
        expect((await page.goto(address))?.status()).toBe(200);
        await titled(page, 'Before');
        expect(new URL(page.url()).search).toBe('');
        await context.close();
      }
    });

    it('a page of an earlier start on the same port says so, and goes on where the browser is let in again', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(await program.wayIn());
      const { port } = new URL(program.origin);
      program.kill('SIGKILL');
      await program.ended;
      program = await serveProgram(path.join(folder, 'home'), null, port);
      const refused = page.locator('.banner', { hasText: 'Wellspring refused this page.' });
      await refused.waitFor();
      await (await context.newPage()).goto(await program.wayIn());
      await refused.getByRole('button', { name: 'Retry' }).click();
      await refused.waitFor({ state: 'detached' });
      await page.getByRole('heading', { name: 'Projects' }).waitFor();
      await context.close();
    });

    it('a browser that has no pass is told how to get one', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      expect((await page.goto(program.origin))?.status()).toBe(403);
      await page.getByRole('heading', { name: 'This browser is not let in' }).waitFor();
      await context.close();
    });
  },
);
