import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mock, startMock } from './mock-service.ts';
import { assertBuilt, launchBrowser, missingBrowser, openPage } from './page.ts';

/** A fit's life in the window, before a made-up service. */
describe.skipIf(missingBrowser !== null)(
  `fits on the page${missingBrowser === null ? '' : ` (${missingBrowser})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      assertBuilt();
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    async function withPage(scenario: string, run: (page: Page, mock: Mock) => Promise<void>): Promise<void> {
      const mock = await startMock({ scenario });
      const { page, complaints } = await openPage(browser, mock.url);
      try {
        await run(page, mock);
        expect(complaints).toEqual([]);
      } finally {
        await page.context().close();
        await mock.close().catch(() => {});
      }
    }
    const button = (page: Page, name: string | RegExp) =>
      page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
    const row = (page: Page, fit: string) => page.locator('tbody tr', { has: button(page, fit) });
    /** What the legend of Compare says that the numbers are of. */
    const source = (page: Page, says: RegExp) => page.locator('.legend strong', { hasText: says });

    it('shows what a stopped fit has come to, says of which epoch, and renews it when there is more', () =>
      withPage('stopped', async (page, mock) => {
        await page.keyboard.press('Alt+5');
        await page.getByRole('heading', { name: /^fit-2: Stopped early/ }).waitFor();
        await row(page, 'fit-2').getByText('no predictions').waitFor();
        await button(page, 'Predict now').click();
        await page.getByRole('heading', { name: /^fit-2: Making predictions of epoch/ }).waitFor();
        mock.tick();
        await row(page, 'fit-2').getByText('not final').waitFor();
        expect(await button(page, 'Predict now').isDisabled()).toBe(true);
        await button(page, 'Compare fit-2').click();
        await page.locator('.chip', { hasText: 'stopped' }).waitFor();
        const early = (await source(page, /^fit-2, epoch \d+, not final$/).textContent()) ?? '';
        expect(await page.locator('.tile').first().getAttribute('title')).toContain(early);
        await page.locator('.tile').first().click();
        await page.getByRole('dialog').getByText(early).waitFor();
        await page.keyboard.press('Escape');
        await page.locator('aside dd', { hasText: early }).waitFor();
        // The other fit's numbers are never mistaken for these.
        await page.getByLabel('Fit on show').selectOption('fit-1');
        await source(page, /^fit-1, epoch \d+$/).waitFor();
        await page.getByLabel('Fit on show').selectOption('fit-2');
        await page.keyboard.press('Alt+5');
        await button(page, 'Resume fit').click();
        await page.keyboard.press('Alt+6');
        mock.tick();
        await page.getByText(/fit-2 is under way, at epoch 50. The numbers here are of epoch \d+/).waitFor();
        expect(await page.locator('.legend strong').textContent()).toBe(early);
        for (let i = 0; i < 8; i++) mock.tick();
        await source(page, /^fit-2, epoch \d+$/).waitFor();
        await expect.poll(() => page.getByText('not final').count()).toBe(0);
      }));

    it('continues a finished fit as a new one, named after where it starts, and leaves the first as it is', () =>
      withPage('receiver', async (page, mock) => {
        await page.keyboard.press('Alt+5');
        await page.getByText('Makes a new fit that starts from fit-1 at epoch 120').waitFor();
        await expect.poll(() => button(page, 'Resume fit').count()).toBe(0);
        await page.getByLabel('up to epoch').fill('120');
        await page.getByText('Epoch 120 is already behind it.').waitFor();
        expect(await button(page, 'Continue as a new fit').isDisabled()).toBe(true);
        await page.getByLabel('up to epoch').fill('150');
        await button(page, 'Continue as a new fit').click();
        await page.getByText('fit-2 starts from fit-1 at epoch 120.').waitFor();
        await row(page, 'fit-2').getByText('from fit-1 at 120').waitFor();
        await row(page, 'fit-1').getByText('done').waitFor();
        for (let i = 0; i < 3; i++) mock.tick();
        await page.getByRole('heading', { name: /^fit-2: Done/ }).waitFor();
        await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
      }));

    it('offers nothing to go on from where there is no checkpoint, and says so', () =>
      withPage('example', async (page) => {
        await page.keyboard.press('Alt+5');
        await page.getByText('fit-1 has no checkpoint to go on from').waitFor();
        expect(await button(page, 'Continue as a new fit').isDisabled()).toBe(true);
        await expect.poll(() => button(page, 'Resume fit').count()).toBe(0);
        await button(page, 'Use its settings').click();
        expect(await button(page, 'Start fit').isDisabled()).toBe(false);
      }));

    it('tells of another fit’s new predictions and leaves those being read in place', () =>
      withPage('stopped', async (page, mock) => {
        await page.keyboard.press('Alt+5');
        await button(page, 'Predict now').click();
        await page.keyboard.press('Alt+6');
        await source(page, /^fit-1, /).waitFor();
        mock.tick();
        await page.getByText(/^There are new predictions: fit-2, epoch/).waitFor();
        await source(page, /^fit-1, /).waitFor();
        await button(page, 'Show fit-2').click();
        await source(page, /^fit-2, /).waitFor();
      }));

    it('never ends running work by undo: it says why not', () =>
      withPage('fresh', async (page, mock) => {
        await page.keyboard.press('Alt+5');
        await button(page, 'Start fit').click();
        await button(page, 'Stop fit').waitFor();
        expect(await button(page, 'Remove fit').isDisabled()).toBe(true);
        await page.locator('main h1').click();
        await page.keyboard.press('Control+z');
        await page.getByText('This would take away fit-1, which is under way.').waitFor();
        mock.tick();
        await page.getByLabel(/1 evaluation$/).waitFor();
        await button(page, 'Stop fit').click();
        await page.getByRole('heading', { name: /^fit-1: Stopped early/ }).waitFor();
        await page.keyboard.press('Control+z');
        await page.getByText('No fit yet').waitFor();
      }));

    it('says before closing what runs and what becomes of it, and keeps working unless told otherwise', () =>
      withPage('queue', async (page) => {
        const dialog = page.getByRole('dialog', { name: 'Fits are under way' });
        await button(page, 'Close project').click();
        await dialog.getByText('fit-4 is running, at epoch 40 of 120; fit-5 and fit-6 wait').waitFor();
        await dialog.getByText('can be resumed to the same numbers').waitFor();
        // Return keeps working: hours of it must not end by a slip.
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });
        await page.locator('header', { hasText: 'fit-4 running' }).waitFor();
        await button(page, 'Close project').click();
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        await button(page, 'Close project').click();
        await button(page, 'Stop fits and close').click();
        await page.getByRole('heading', { name: 'Projects' }).waitFor();
      }));

    it('makes a fresh copy of the example beside the one that is there', () =>
      withPage('first', async (page) => {
        await expect.poll(() => button(page, 'New copy of the example').count()).toBe(0);
        await button(page, 'Open the example').click();
        await page.locator('[data-well]').first().waitFor();
        await page.locator('header', { hasText: 'Double receiver' }).waitFor();
        await button(page, 'Close project').click();
        await button(page, 'New copy of the example').click();
        await page.locator('header', { hasText: 'Double receiver 2' }).waitFor();
      }));

    it('takes a spec together with a model of the user’s own, and points into the one that is wrong', () =>
      withPage('nospec', async (page) => {
        const file = (name: string, text: string) => ({
          name,
          mimeType: 'text/plain',
          buffer: Buffer.from(text),
        });
        const spec = file('toggle.yaml', 'data:\n  files: [proc140916.csv]\nmodel: toggle.model\n');
        await page.keyboard.press('Alt+5');
        await button(page, 'Use a spec of my own').click();
        const input = page.getByLabel('Spec and model files');
        await input.setInputFiles(spec);
        await page.getByText('The spec names the model file toggle.model: drop it here as well').waitFor();
        await button(page, 'Use this text').click();
        await page.getByRole('alert').getByText('whose text is not with the spec').waitFor();
        await input.setInputFiles([spec, file('toggle.model', 'model toggle\nd(x)/dt = rat * x\n')]);
        await page.getByText('drop it here as well').waitFor({ state: 'detached' });
        await button(page, 'Use this spec and model').click();
        await button(page, 'Go to line 2 of the model').click();
        const text = page.getByLabel('Text of the model');
        expect(await text.evaluate((area) => area === document.activeElement)).toBe(true);
        await text.fill('model toggle\nd(x)/dt = k * x\n');
        await button(page, 'Use this spec and model').click();
        await page.getByText('your own: toggle.model').waitFor();
        await button(page, 'Edit its text').click();
        expect(await text.inputValue()).toContain('k * x');
      }));
  },
);
