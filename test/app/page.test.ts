import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mock, startMock } from './mock-service.ts';
import { assertBuilt, launchBrowser, missingBrowser, openPage, paintedShare } from './page.ts';

/** The page alone, before a made-up service. */
describe.skipIf(missingBrowser !== null)(
  `the page${missingBrowser === null ? '' : ` (${missingBrowser})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      assertBuilt();
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    /** A mock and a page on it; both are closed whatever happens. */
    async function withPage(
      scenario: string,
      run: (it: Awaited<ReturnType<typeof openPage>>, mock: Mock) => Promise<void>,
      dark = false,
    ): Promise<void> {
      const mock = await startMock({ scenario });
      const opened = await openPage(browser, mock.url, { dark });
      try {
        await run(opened, mock);
      } finally {
        await opened.page.context().close();
        await mock.close().catch(() => {});
      }
    }

    it('shows every well of the plate, without a word in the console, on every step', () =>
      withPage('receiver', async ({ page, complaints }) => {
        await expect.poll(() => page.locator('[data-well]').count()).toBe(95);
        for (let step = 1; step <= 7; step++) {
          await page.keyboard.press(`Alt+${step}`);
          await page.locator('main h1').first().waitFor();
          expect(await page.locator('nav button[aria-current="step"] .number').textContent()).toBe(
            String(step),
          );
        }
        expect(complaints).toEqual([]);
      }));

    it('shows which wells are no samples and which are excluded, on the plate, in the legend and in words', () =>
      withPage('laidout', async ({ page, complaints }) => {
        const well = (name: string) => page.locator(`[data-well="proc140916/${name}"]`);
        await well('A12').waitFor();
        const looks = (name: string) =>
          well(name).evaluate((cell) =>
            [...cell.classList].filter((one) => ['marked', 'excluded', 'unused'].includes(one)),
          );
        expect(await Promise.all(['A12', 'B12', 'C12', 'A1'].map(looks))).toEqual([
          ['marked'],
          ['marked'],
          ['excluded'],
          [],
        ]);
        const hatching = (name: string) =>
          well(name).evaluate((cell) => getComputedStyle(cell).backgroundImage);
        expect(await hatching('C12')).toContain('repeating-linear-gradient');
        expect(await hatching('A12')).toBe('none');
        expect(await well('A12').getAttribute('aria-label')).toBe('A12: blank');
        expect(await well('C12').getAttribute('aria-label')).toMatch(/^C12: .*, excluded: a bubble$/);
        expect((await well('A12').textContent())?.trim()).toBe('blank');
        const legend = page.getByRole('list', { name: 'Wells that are not fitted' });
        expect((await legend.allInnerTexts()).join(' ').split(/\s+/)).toEqual([
          'blank',
          '1',
          'control',
          '1',
          'excluded',
          '1',
        ]);
        await legend.getByRole('button', { name: /excluded/ }).click();
        const inspector = page.locator('aside[aria-label="Inspector"]');
        await inspector.locator('h2', { hasText: 'Well C12' }).waitFor();
        expect(await inspector.textContent()).toMatch(
          /Parts aR S32, aS none[\s\S]*Excluded a bubble[\s\S]*not fitted/,
        );
        // The same whatever the colours mean.
        for (const colours of ['Treatment', 'Signal']) {
          await page.locator('.bar label', { hasText: colours }).first().click();
          await expect.poll(() => looks('C12')).toEqual(['excluded']);
          expect(await looks('A12')).toEqual(['marked']);
        }
        expect(complaints).toEqual([]);
      }));

    it('selects by click, keyboard, rectangle and toggle, and says so in the inspector', () =>
      withPage('receiver', async ({ page }) => {
        const selected = page.locator('[data-well][aria-selected="true"]');
        const names = async (): Promise<(string | null)[]> =>
          selected.evaluateAll((wells) => wells.map((well) => well.getAttribute('data-well')));
        await page.locator('[data-well="proc140916/B2"]').click();
        expect(await names()).toEqual(['proc140916/B2']);
        await page.keyboard.press('ArrowRight');
        expect(await names()).toEqual(['proc140916/B3']);
        await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Shift+ArrowRight');
        expect(await names()).toEqual(['proc140916/B3', 'proc140916/B4', 'proc140916/C3', 'proc140916/C4']);
        await page.locator('aside h2', { hasText: '4 wells' }).waitFor();
        await page.locator('[data-well="proc140916/B3"]').click({ modifiers: ['Control'] });
        await expect.poll(() => selected.count()).toBe(3);
        await page.keyboard.press('Escape');
        await expect.poll(() => selected.count()).toBe(0);
      }));

    it('selects a dragged rectangle', () =>
      withPage('receiver', async ({ page }) => {
        await page.locator('[data-well="proc140916/C3"]').scrollIntoViewIfNeeded();
        const from = await page.locator('[data-well="proc140916/A1"]').boundingBox();
        const to = await page.locator('[data-well="proc140916/C3"]').boundingBox();
        if (from === null || to === null) throw new Error('the wells have no place on the page');
        await page.mouse.move(from.x + 8, from.y + 8);
        await page.mouse.down();
        await page.mouse.move(to.x + 8, to.y + 8, { steps: 4 });
        await page.mouse.up();
        await expect.poll(() => page.locator('[data-well][aria-selected="true"]').count()).toBe(9);
      }));

    it('fits 384 wells and long names without anything running over its edge', () =>
      withPage('dense', async ({ page }) => {
        await page.locator('[data-well]').first().waitFor();
        await expect.poll(() => page.locator('[data-well]').count()).toBe(383);
        for (const [width, height] of [
          [1920, 1080],
          [1280, 720],
          [900, 640],
          [800, 560],
        ] as const) {
          await page.setViewportSize({ width, height });
          for (const step of [1, 5, 6]) {
            await page.keyboard.press(`Alt+${step}`);
            await page.locator('main h1').first().waitFor();
            const over = await page.evaluate(() => {
              const step = document.querySelector('.step');
              const root = document.documentElement;
              const wide = [root, ...(step === null ? [] : [step])].map(
                (element) => element.scrollWidth - element.clientWidth,
              );
              // Only its parts scroll: below the page there is nothing.
              return [...wide, root.scrollHeight - root.clientHeight];
            });
            expect(over, `step ${step} at ${width} x ${height}`).toEqual([0, 0, 0]);
          }
        }
      }));

    it('starts a fit, draws its elbo as it comes, and opens its predictions', () =>
      withPage('fresh', async ({ page }, mock) => {
        await page.keyboard.press('Alt+6');
        await page.getByText('No predictions yet').waitFor();
        await page.keyboard.press('Alt+5');
        await page.getByRole('button', { name: 'Start fit' }).click();
        await page.getByRole('button', { name: 'Stop fit' }).waitFor();
        await page.locator('header', { hasText: 'fit-1 running' }).waitFor();
        mock.tick();
        await page.getByLabel(/1 evaluation$/).waitFor();
        const few = await paintedShare(page, '.area canvas', 0);
        for (let i = 0; i < 6; i++) mock.tick();
        await page.getByLabel(/7 evaluations$/).waitFor();
        expect(await paintedShare(page, '.area canvas', 0)).toBeGreaterThan(few);
        for (let i = 0; i < 5; i++) mock.tick();
        await page.getByRole('button', { name: 'Compare fit-1', exact: true }).click();
        await page.locator('canvas.series').first().waitFor();
      }));

    it('stops a fit', () =>
      withPage('fresh', async ({ page }, mock) => {
        await page.keyboard.press('Alt+5');
        await page.getByRole('button', { name: 'Start fit' }).click();
        await page.getByRole('button', { name: 'Stop fit' }).waitFor();
        mock.tick();
        await page.getByRole('button', { name: 'Stop fit' }).click();
        await page.locator('td.interrupted').waitFor();
      }));

    it('tells why a fit failed and what to do', () =>
      withPage('failing', async ({ page }, mock) => {
        await page.keyboard.press('Alt+5');
        await page.getByRole('button', { name: 'Start fit' }).click();
        await page.getByRole('button', { name: 'Stop fit' }).waitFor();
        for (let i = 0; i < 6; i++) mock.tick();
        const alert = page.getByRole('alert');
        await alert.waitFor();
        expect(await alert.textContent()).toContain('Narrow the prior of r');
      }));

    it('refuses wrong settings while they are typed, with the value and the way out', () =>
      withPage('receiver', async ({ page }) => {
        await page.keyboard.press('Alt+5');
        const start = page.getByRole('button', { name: 'Start fit' });
        for (const [label, text, message] of [
          ['Epochs', 'many', '“many” is not a whole number'],
          ['Epochs', '0', '0 is too small'],
          ['Fold held back', '9', 'There are 4 folds'],
        ] as const) {
          await page.getByLabel(label, { exact: true }).fill(text);
          await page.getByText(message).waitFor();
          expect(await start.isDisabled()).toBe(true);
          await page.getByRole('button', { name: 'Defaults' }).click();
          expect(await start.isDisabled()).toBe(false);
        }
        await page.getByLabel('Seed', { exact: true }).fill('13');
        await start.click();
        await page.getByText('Choose another seed.').waitFor();
      }));

    it('asks for an answer, with the settings that apply to it', () =>
      withPage('fresh', async ({ page }) => {
        await page.keyboard.press('Alt+5');
        const field = (label: string) => page.getByLabel(label, { exact: true });
        await field('Estimator').selectOption('dreg');
        await page.getByRole('radio', { name: 'Posterior of record' }).check();
        await page.getByText('Four chains warm up, then draw').waitFor();
        expect(await field('Estimator').count()).toBe(0);
        expect(await field('Transitions').inputValue()).toBe('1000');
        await field('Warming up').fill('990');
        await page.getByText('Ask for 1010 transitions or more').waitFor();
        expect(await page.getByRole('button', { name: 'Start fit' }).isDisabled()).toBe(true);
        await field('Warming up').fill('300');
        await page.getByRole('button', { name: 'Start fit' }).click();
        await page
          .getByRole('region', { name: 'Progress of fit-1' })
          .getByText('Posterior of record')
          .waitFor();
        await page.getByRole('radio', { name: 'Preview by training' }).check();
        expect(await field('Estimator').inputValue()).toBe('dreg');
      }));

    it('shows of chains how well they agree, while they run', () =>
      withPage('chains', async ({ page }) => {
        await page.keyboard.press('Alt+5');
        const progress = page.getByRole('region', { name: 'Progress of fit-2' });
        await progress.getByRole('heading', { name: 'fit-2: Sampling, 62 %' }).waitFor();
        const facts = await progress.getByRole('region', { name: 'How far fit-2 has come' }).textContent();
        expect(facts?.replace(/\s+/g, ' ')).toMatch(
          /R-hat at most 1\.013 dR ?Effective draws at least 154 KR6 ?Diverged 0/,
        );
        expect(await progress.locator('canvas').count()).toBe(0);
      }));

    it('paints observed points, median and bands of every well', () =>
      withPage('receiver', async ({ page }) => {
        await page.keyboard.press('Alt+6');
        const tiles = page.locator('canvas.series');
        await tiles.first().waitFor();
        await expect.poll(() => tiles.count()).toBe(178);
        for (const index of [0, 60, 177]) {
          expect(await paintedShare(page, 'canvas.series', index)).toBeGreaterThan(0.05);
        }
        await page.getByText('Validation', { exact: true }).click();
        await expect.poll(() => tiles.count()).toBe(45);
      }));

    it('enlarges a well and reads out values under the pointer', () =>
      withPage('receiver', async ({ page }) => {
        await page.keyboard.press('Alt+6');
        await page.locator('.tile').nth(2).click();
        const dialog = page.getByRole('dialog');
        await dialog
          .locator('canvas')
          .first()
          .hover({ position: { x: 200, y: 60 } });
        await dialog.locator('dd', { hasText: / h$/ }).first().waitFor();
        const title = await dialog.locator('h2').textContent();
        await page.keyboard.press('ArrowRight');
        expect(await dialog.locator('h2').textContent()).not.toBe(title);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        await page.locator('aside h2', { hasText: /^Well / }).waitFor();
      }));

    it('shows why predictions cannot be read, and asks again only when told to', () =>
      withPage('unreadable', async ({ page }, mock) => {
        await page.keyboard.press('Alt+6');
        await page.getByRole('alert').getByText('predictions.csv of fit-1 ends in line 4071.').waitFor();
        expect(mock.asked()).toBe(1);
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('alert').waitFor();
        await expect.poll(() => mock.asked()).toBe(2);
      }));

    it('teaches in an empty project', () =>
      withPage('empty', async ({ page, complaints }) => {
        await page.getByText('Drop the reader').waitFor();
        await page.keyboard.press('Alt+5');
        await page.getByText('Nothing to fit yet').waitFor();
        expect(complaints).toEqual([]);
      }));

    it('follows the system into the dark, and remembers what was chosen instead', () =>
      withPage(
        'receiver',
        async ({ page }) => {
          const theme = (): Promise<string | undefined> =>
            page.evaluate(() => document.documentElement.dataset.theme);
          expect(await theme()).toBe('dark');
          await page.getByRole('button', { name: 'Light colours' }).click();
          expect(await theme()).toBe('light');
          await page.reload();
          await page.locator('main h1').first().waitFor();
          expect(await theme()).toBe('light');
        },
        true,
      ));

    it('says that the service is gone, keeps what it shows, and comes back', () =>
      withPage('receiver', async ({ page }, mock) => {
        await mock.close();
        const lost = page.locator('.banner', { hasText: 'Wellspring does not answer.' });
        await lost.waitFor();
        // Readings that were not here yet cannot come now, and are asked for again afterwards.
        await page.getByRole('grid', { name: /Plate proc140916/ }).waitFor();
        await page.getByText('proc141021', { exact: true }).click();
        await page.getByRole('alert').filter({ hasText: 'Problem' }).waitFor();
        await expect.poll(() => page.locator('[data-well]').count()).toBe(95);
        // asking once more while it is gone changes nothing; once it is back the page finds it by itself
        await page.getByRole('button', { name: 'Retry' }).click();
        await lost.waitFor();
        const again = await startMock({ scenario: 'receiver', port: mock.port });
        try {
          await lost.waitFor({ state: 'detached' });
          await page.locator('figure canvas').first().waitFor();
        } finally {
          await again.close();
        }
      }));
  },
);
