import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectOf } from './mock-project.ts';
import { type Mock, startMock } from './mock-service.ts';
import { assertBuilt, launchBrowser, missingBrowser, openPage } from './page.ts';

const csv = (name: string, text = 'x') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const picture = { name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]) };
const files = (page: Page) => page.getByRole('region', { name: 'Files of the project' }).locator('tbody tr');

/** The page on projects, before a made-up service. */
describe.skipIf(missingBrowser !== null)(
  `projects on the page${missingBrowser === null ? '' : ` (${missingBrowser})`}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      assertBuilt();
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    async function withPage(
      scenario: string,
      run: (it: Awaited<ReturnType<typeof openPage>>, mock: Mock) => Promise<void>,
    ): Promise<void> {
      const mock = await startMock({ scenario });
      const opened = await openPage(browser, mock.url);
      try {
        await run(opened, mock);
      } finally {
        await opened.page.context().close();
        await mock.close().catch(() => {});
      }
    }

    describe('the start screen', () => {
      it('opens a recent project, and shows greyed and why what is not there', () =>
        withPage('start', async ({ page, complaints }) => {
          const gone = page.getByRole('button', { name: /Screen, March/ });
          expect(await gone.isDisabled()).toBe(true);
          expect(await gone.textContent()).toContain('Not there now');
          await page.getByRole('button', { name: /^Receiver devices/ }).click();
          await page.locator('[data-well]').first().waitFor();
          expect(await page.title()).toContain('Receiver devices');
          await page.getByRole('button', { name: 'Close project' }).click();
          await page.getByRole('heading', { name: 'Projects' }).waitFor();
          expect(complaints).toEqual([]);
        }));

      it.each([
        ['Autofluorescence', 'is damaged', 'Its file was left as it is.'],
        ['Promoter library', 'newer than this one', 'Install Wellspring 0.9.0'],
        ['Dose response', 'Ada on bench-3, since 09:12', 'Close it there first'],
      ])('says why %s cannot be opened, what to do, and offers to try again', (title, why, remedy) =>
        withPage('start', async ({ page }) => {
          await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
          const trouble = page.getByRole('region', { name: 'What went wrong' });
          await trouble.getByText(why).waitFor();
          await trouble.getByText(remedy).waitFor();
          await trouble.getByRole('button', { name: 'Try again' }).click();
          await trouble.getByText(why).waitFor();
          await trouble.getByRole('button', { name: 'Open another project' }).click();
          await trouble.waitFor({ state: 'detached' });
          expect(await page.evaluate(() => document.activeElement?.id)).toBe('open-path');
        }),
      );

      it('wants a title and a path, and opens what is typed in quotes', () =>
        withPage('first', async ({ page }) => {
          await page.getByRole('button', { name: 'Create project' }).click();
          await page.getByText('A project needs a title.').waitFor();
          await page.getByRole('button', { name: 'Open project' }).click();
          await page.getByText('Type the path of a project').waitFor();
          await page.getByLabel('Path of the project').fill('/lab/none.txt');
          await page.keyboard.press('Enter');
          await page.getByText('There is no file /lab/none.txt.').waitFor();
          await page.getByLabel('Path of the project').fill('"/lab/a.wellspring"');
          await page.keyboard.press('Enter');
          await page.locator('[data-well]').first().waitFor();
        }));

      it('begins a project with dropped files, named after the first', () =>
        withPage('first', async ({ page }) => {
          await page.evaluate(() => {
            const data = new DataTransfer();
            data.items.add(new File(['x'], 'proc140916.csv'));
            window.dispatchEvent(
              new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
            );
          });
          await files(page).first().waitFor();
          await page.locator('header', { hasText: 'proc140916' }).waitFor();
        }));
    });

    describe('Import', () => {
      it('takes files, refuses what is no plate file with what to do, and removes with undo', () =>
        withPage('empty', async ({ page }) => {
          await page.getByLabel('Plate files').setInputFiles([csv('proc140916.csv'), picture]);
          expect(await page.getByRole('heading', { name: '1 file not imported' }).textContent()).toBeTruthy();
          await page.getByText('photo.csv is a PNG picture').waitFor();
          await page.getByText('Export the readings as CSV or XLSX.').waitFor();
          await page.getByLabel('Plate files').setInputFiles([csv('empty.csv', '')]);
          await page.getByText('empty.csv is empty.').waitFor();
          await expect.poll(() => files(page).count()).toBe(1);
          await page.getByRole('button', { name: 'Remove proc140916.csv' }).click();
          await page.getByText('Drop the reader').waitFor();
          await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
          await files(page).first().waitFor();
          await page.getByRole('button', { name: 'Redo Remove proc140916.csv' }).click();
          await page.getByText('Drop the reader').waitFor();
          await page.keyboard.press('Control+z');
          await files(page).first().waitFor();
          await page.keyboard.press('Control+Shift+z');
          await page.getByText('Drop the reader').waitFor();
        }));

      it('says which file is being read, and how many are left', () =>
        withPage('empty', async ({ page }, mock) => {
          await page.getByLabel('Plate files').setInputFiles([csv('a.csv'), csv('b.csv'), csv('c.csv')]);
          await page.getByText('1 of 3 files read').waitFor();
          expect(await page.getByRole('button', { name: 'Choose files' }).isDisabled()).toBe(true);
          mock.tick();
          await expect.poll(() => files(page).count()).toBe(3);
        }));

      it('shows the plate of the file that is chosen, with its problems', () =>
        withPage('problems', async ({ page }) => {
          await page.getByText('3 wells have no EYFP reading').waitFor();
          await page.getByRole('button', { name: 'proc141021.csv', exact: true }).click();
          await page.getByText('3 wells have no EYFP reading').waitFor({ state: 'detached' });
          await page.getByRole('grid', { name: /proc141021/ }).waitFor();
        }));
    });

    describe('Fit', () => {
      it('offers specs that suit the files, and says what the others miss', () =>
        withPage('nospec', async ({ page }) => {
          await page.keyboard.press('Alt+5');
          const published = page.getByRole('article', { name: 'Double receiver, as published' });
          await published.getByText('The device R33S34_Y81C76 is in none of the files.').waitFor();
          expect(await published.getByRole('button').isDisabled()).toBe(true);
          await page
            .getByRole('article', { name: 'Double receiver, four devices' })
            .getByRole('button', { name: 'Use this spec' })
            .click();
          await page.getByRole('button', { name: 'Start fit' }).waitFor();
          await page.keyboard.press('Control+z');
          await published.waitFor();
        }));

      it('shows line and caret of what is wrong in an own spec, and goes there', () =>
        withPage('nospec', async ({ page }) => {
          await page.keyboard.press('Alt+5');
          await page.getByRole('button', { name: 'Use a spec of my own' }).click();
          const text = page.getByLabel('Text of the spec');
          const lines = ['# mine', 'model: dr_constant', 'data:', '  files: [a.csv]', '  devices: [NOPE]'];
          await text.fill(lines.join('\n'));
          await page.getByRole('button', { name: 'Use this text' }).click();
          await page.locator('pre', { hasText: '^' }).waitFor();
          await page.getByRole('button', { name: 'Go to line 5' }).click();
          const caret = await text.evaluate((area) => (area as HTMLTextAreaElement).selectionStart);
          expect(lines.join('\n').slice(caret)).toBe('NOPE]');
          await text.fill(lines.join('\n').replace('NOPE', 'Pcat_Y81C76'));
          await page.getByRole('button', { name: 'Use this text' }).click();
          await page.getByRole('button', { name: 'Start fit' }).waitFor();
        }));

      it('queues, tells places, resumes what stopped, and removes with undo', () =>
        withPage('queue', async ({ page }) => {
          await page.keyboard.press('Alt+5');
          await page.getByRole('heading', { name: 'fit-6: Number 2 in the queue' }).waitFor();
          await page.getByRole('button', { name: 'Queue fit' }).click();
          await page.getByRole('heading', { name: 'fit-7: Number 3 in the queue' }).waitFor();
          await page.getByRole('button', { name: 'fit-2', exact: true }).click();
          await page.getByText('died after epoch 40').waitFor();
          await page.getByText('Goes on from epoch 40 to its 120').waitFor();
          await page.getByRole('button', { name: 'Resume fit' }).click();
          await page.getByRole('heading', { name: 'fit-2: Next in the queue' }).waitFor();
          await page.locator('dd', { hasText: /^40 of 120$/ }).waitFor();
          expect(await page.getByRole('button', { name: 'Remove fit' }).isDisabled()).toBe(true);
          await page.getByRole('button', { name: 'Take out of the queue' }).click();
          await page.getByRole('heading', { name: /^fit-2: Stopped early/ }).waitFor();
          await page.getByRole('button', { name: 'fit-3', exact: true }).click();
          await page.getByRole('button', { name: 'Remove fit' }).click();
          await page.getByText('Removed fit-3.').waitFor();
          await expect.poll(() => page.getByRole('button', { name: 'fit-3', exact: true }).count()).toBe(0);
          await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
          await page.getByRole('button', { name: 'fit-3', exact: true }).waitFor();
        }));
    });

    it('selects curves by the plate and wells by the curves', () =>
      withPage('receiver', async ({ page }) => {
        await page.keyboard.press('Alt+6');
        await page.locator('.tile').first().waitFor();
        await page.locator('[data-well="proc140916/G3"]').click();
        const tile = page.locator('[data-tile="proc140916/G3"]');
        expect(await tile.getAttribute('aria-pressed')).toBe('true');
        await expect.poll(async () => ((await tile.boundingBox())?.y ?? -1) > 0).toBe(true);
        expect((await tile.boundingBox())?.y).toBeLessThan(680);
        await page.locator('[data-tile="proc140916/G4"]').click({ modifiers: ['Control'] });
        expect(await page.locator('[data-well="proc140916/G4"]').getAttribute('aria-selected')).toBe('true');
        await page.getByLabel(/Selected only \(2\)/).check();
        await expect.poll(() => page.locator('.tile').count()).toBe(2);
      }));

    it('renames, refuses an empty title, and writes all of it in the log', () =>
      withPage('receiver', async ({ page }) => {
        await page.getByRole('button', { name: 'Receiver devices, rename' }).click();
        const title = page.getByLabel('Title of the project');
        await title.fill('  ');
        await page.keyboard.press('Enter');
        await page.getByText('A project needs a title.').waitFor();
        await title.fill('Receivers, April');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Receivers, April, rename' }).waitFor();
        await page.getByRole('button', { name: /^Undo Rename/ }).click();
        await page.getByRole('button', { name: 'Receiver devices, rename' }).waitFor();
        await page.getByRole('button', { name: 'Log' }).click();
        await page.getByRole('dialog').getByText('(undone)').waitFor();
      }));

    it('only shows a project that cannot be changed, and says why', () =>
      withPage('readonly', async ({ page }) => {
        await page.getByText('Its file may not be written').waitFor();
        for (const name of ['Import files…', 'Remove proc140916.csv', /, rename$/, /^Undo/]) {
          expect(await page.getByRole('button', { name }).isDisabled(), String(name)).toBe(true);
        }
        await page.keyboard.press('Alt+5');
        for (const name of ['Start fit', 'Change spec', 'Continue as a new fit', 'Remove fit']) {
          expect(await page.getByRole('button', { name }).isDisabled(), name).toBe(true);
        }
        await page.keyboard.press('Alt+6');
        await page.locator('.tile').first().waitFor();
      }));

    it('shows notes where they belong: on the project above, on files at Import, on the spec at Fit', () =>
      withPage('problems', async ({ page }) => {
        await page.getByText('The project was not closed in order').waitFor();
        await expect.poll(() => page.getByText('proc141028.csv').count()).toBe(0);
        await page.getByRole('button', { name: 'Dismiss' }).click();
        await page.getByText('The project was not closed in order').waitFor({ state: 'detached' });
        await page.keyboard.press('Alt+5');
        await page.getByRole('alert').getByText('proc141028.csv').waitFor();
      }));

    it('asks what a file does not say beside the note, and corrects an answer there', () =>
      withPage('problems', async ({ page }) => {
        await page.keyboard.press('Alt+1');
        await page.getByRole('button', { name: 'proc141021.csv', exact: true }).click();
        await page.getByText('does not say the unit of its times').waitFor();
        expect(await page.locator('main').textContent()).not.toContain('--');
        const units = page.getByRole('region', { name: 'What proc141021.csv does not say' });
        expect(await units.getByRole('radio', { checked: true }).count()).toBe(0);
        await units.getByText('min', { exact: true }).click();
        await page.getByText('Read proc141021.csv again: times in min.').waitFor();
        await page.getByText('does not say the unit of its times').waitFor({ state: 'detached' });
        expect(await units.getByRole('radio', { name: 'min' }).isChecked()).toBe(true);
        await units.getByText('h', { exact: true }).click();
        await page.getByText('Read proc141021.csv again: times in h.').waitFor();
        expect(await units.getByRole('radio', { name: 'h', exact: true }).isChecked()).toBe(true);
      }));

    it('marks the field that a fit cannot begin with, in the form’s own words', () =>
      withPage('receiver', async ({ page }) => {
        await page.keyboard.press('Alt+5');
        const folds = page.getByRole('textbox', { name: 'Folds', exact: true });
        await folds.fill('200');
        await page.getByRole('button', { name: 'Start fit' }).click();
        await page.getByText('200 folds are more than the 190 wells. Give 2 to 190.').waitFor();
        expect(await folds.getAttribute('aria-invalid')).toBe('true');
        expect(await page.locator('main').textContent()).not.toContain('--');
        await folds.fill('190');
        expect(await folds.getAttribute('aria-invalid')).toBe('false');
        await page.getByText('200 folds are more').waitFor({ state: 'detached' });
      }));

    it('follows what another window does, also its closing', () =>
      withPage('receiver', async ({ page }, mock) => {
        const project = { ...projectOf('receiver'), fits: [], title: 'Renamed elsewhere' };
        mock.emit({ kind: 'project', project });
        await page.getByRole('button', { name: 'Renamed elsewhere, rename' }).waitFor();
        mock.emit({ kind: 'project', project: null });
        await page.getByRole('heading', { name: 'Projects' }).waitFor();
      }));
  },
);
