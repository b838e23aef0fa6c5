import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostKinds, missingHost, type OpenHost, openHost, repository } from './hosts.ts';
import { paintedShare } from './page.ts';

const examples = path.join(repository, 'resources/examples/vi-hds');
const real = ['proc140916.csv', 'proc141006.csv'].map((name) => path.join(examples, name));
const wrong = [
  { name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) },
  {
    name: 'photo.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108', 'hex'),
  },
];
const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

async function setting(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text);
}

const kinds = await Promise.all(hostKinds.map(async (kind) => ({ kind, missing: await missingHost(kind) })));

/** One project's life through the whole built program, with wrong input at each step. Each part goes on where the last ended. */
describe.each(kinds)('a walk through $kind', ({ kind, missing }) => {
  let host: OpenHost;
  let page: Page;
  let projectFile = '';

  beforeAll(async () => {
    if (missing !== null) return;
    host = await openHost(kind);
    page = host.page;
  });
  afterAll(() => host?.close());

  it('makes a project, but not without a title or where no folder is', async (context) => {
    if (missing !== null) return context.skip(missing);
    await button(page, 'Create project').click();
    await page.getByText('A project needs a title.').waitFor();
    await page.getByLabel('Title', { exact: true }).fill('Walk');
    await page.getByText('Where', { exact: true }).click();
    const nowhere = path.join(host.home, 'not-there', 'walk.wellspring');
    await page.getByLabel('Path of its file').fill(nowhere);
    await button(page, 'Create project').click();
    await page.getByRole('region', { name: 'What went wrong' }).getByRole('alert').first().waitFor();
    expect(fs.existsSync(nowhere)).toBe(false);
    await page.getByLabel('Path of its file').fill('');
    await button(page, 'Create project').click();
    await page.getByText('Drop the reader').waitFor();
    projectFile = (await page.locator('header .title').getAttribute('title'))?.split('\n')[1] ?? '';
    expect(fs.existsSync(projectFile)).toBe(true);
  });

  it('imports two real files, and refuses an empty one and a picture', async (context) => {
    if (missing !== null) return context.skip(missing);
    expect(await button(page, 'Next: Fit').isDisabled()).toBe(true);
    await page.getByLabel('Plate files').setInputFiles(wrong);
    await page.getByRole('heading', { name: '2 files not imported' }).waitFor();
    const refused = page.getByRole('region', { name: 'Files that were not imported' });
    for (const { name } of wrong) await refused.getByRole('heading', { name }).waitFor();
    await expect.poll(() => refused.getByRole('alert').count()).toBe(2);
    await page.getByLabel('Plate files').setInputFiles(real);
    const rows = page.getByRole('region', { name: 'Files of the project' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => refused.count()).toBe(0);
    await expect.poll(() => page.locator('[data-well]').count()).toBeGreaterThan(80);
    expect(await paintedShare(page, 'figure canvas', 0)).toBeGreaterThan(0.01);
  });

  it('chooses a spec, but none that names an unknown device', async (context) => {
    if (missing !== null) return context.skip(missing);
    await button(page, 'Next: Fit').click();
    await button(page, 'Use a spec of my own').click();
    const shipped = path.join(repository, 'resources/examples/receiver/receiver.yaml');
    const text = fs.readFileSync(shipped, 'utf8').replaceAll('R33S34_Y81C76', 'R33S34_UNKNOWN');
    await page.getByLabel('Text of the spec').fill(text);
    await button(page, 'Use this text').click();
    await page.getByRole('alert').getByText('R33S34_UNKNOWN').first().waitFor();
    const missed = page.getByRole('article', { name: /: auto_constant$/ });
    expect(await button(missed, 'Use this spec').isDisabled()).toBe(true);
    await button(page.getByRole('article', { name: /: receiver$/ }), 'Use this spec').click();
    await button(page, 'Start fit').waitFor();
  });

  it('starts a fit, not with 0 epochs, and stops it', async (context) => {
    if (missing !== null) return context.skip(missing);
    await setting(page, 'Epochs', '0');
    await page.getByText('0 is too small.').waitFor();
    expect(await button(page, 'Start fit').isDisabled()).toBe(true);
    await setting(page, 'Epochs', '500');
    await setting(page, 'Evaluate every', '1');
    await setting(page, 'Training draws', '2');
    await setting(page, 'Evaluation draws', '2');
    await button(page, 'Start fit').click();
    await page.getByLabel(/[1-9]\d* evaluations?$/).waitFor();
    await button(page, 'Stop fit').click();
    await page.getByRole('heading', { name: /^fit-1: Stopped early/ }).waitFor();
  });

  it('shows what the stopped fit has come to, and continues it as a new one', async (context) => {
    if (missing !== null) return context.skip(missing);
    const title = (await page.getByRole('heading', { name: /^fit-1: / }).textContent()) ?? '';
    const done = Number(/epoch (\d+)/.exec(title)?.[1]);
    await button(page, 'Predict now').click();
    await button(page, 'Compare fit-1').click();
    await page.locator('.legend strong', { hasText: /^fit-1, epoch \d+, not final$/ }).waitFor();
    await page.keyboard.press('Alt+5');
    await page.getByLabel('up to epoch').fill(String(done));
    expect(await button(page, 'Continue as a new fit').isDisabled()).toBe(true);
    await page.getByLabel('up to epoch').fill(String(done + 2));
    await button(page, 'Continue as a new fit').click();
    await page.getByRole('heading', { name: /^fit-2: Done/ }).waitFor();
    await page.locator('dd', { hasText: new RegExp(`^${done + 2} of ${done + 2}$`) }).waitFor();
    const first = page.locator('tbody tr', { has: button(page, 'fit-1') });
    await first.getByText('stopped early').waitFor();
    await page.getByText(`from fit-1 at ${done}`, { exact: true }).waitFor();
  });

  it('compares, by plate and by curve', async (context) => {
    if (missing !== null) return context.skip(missing);
    await button(page, 'Compare fit-2').click();
    await page.locator('.tile').first().waitFor();
    expect(await paintedShare(page, 'canvas.series', 0)).toBeGreaterThan(0.02);
    const id = await page.locator('.tile').nth(3).getAttribute('data-tile');
    if (id === null) throw new Error('the tile names no well');
    await page.locator(`[data-tile="${id}"]`).click({ modifiers: ['Control'] });
    await page.locator('aside h2', { hasText: /^Well / }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Plate', { exact: true }).selectOption(id.split('/')[0] ?? '');
    await page.locator(`[data-well="${id}"]`).click();
    expect(await page.locator(`[data-tile="${id}"]`).getAttribute('aria-pressed')).toBe('true');
  });

  it('renames, not to nothing, undoes and redoes, and logs it', async (context) => {
    if (missing !== null) return context.skip(missing);
    await button(page, 'Walk, rename').click();
    await page.getByLabel('Title of the project').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('A project needs a title.').waitFor();
    await page.getByLabel('Title of the project').fill('Walked');
    await page.keyboard.press('Enter');
    await button(page, 'Walked, rename').waitFor();
    await button(page, /^Undo /).click();
    await button(page, 'Walk, rename').waitFor();
    await button(page, /^Redo /).click();
    await button(page, 'Walked, rename').waitFor();
    await button(page, 'Log').click();
    await page
      .getByRole('dialog')
      .getByText(/^Import 2 files/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+5');
    await button(page, 'Remove fit').click();
    await button(page, 'fit-2').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await button(page, 'fit-2').click();
    await page.getByRole('heading', { name: /^fit-2: Done/ }).waitFor();
  });

  it('tells a second program who has the project open, and leaves it alone', async (context) => {
    if (missing !== null) return context.skip(missing);
    const browserless = await missingHost('web');
    if (browserless !== null) return context.skip(browserless);
    const second = await openHost('web');
    try {
      await open(second, projectFile);
      const trouble = second.page.getByRole('region', { name: 'What went wrong' });
      await trouble.getByText(os.hostname()).first().waitFor();
      await trouble.getByText(os.userInfo().username).first().waitFor();
    } finally {
      await second.close();
    }
    await button(page, 'Walked, rename').waitFor();
  });

  it('closes, and finds all of it again', async (context) => {
    if (missing !== null) return context.skip(missing);
    await button(page, 'Close project').click();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    // At rest a project is one file.
    expect(fs.readdirSync(path.dirname(projectFile)).filter((name) => name.includes('wellspring-'))).toEqual(
      [],
    );
    const picture = path.join(host.home, 'picture.wellspring');
    fs.writeFileSync(picture, wrong[1]?.buffer ?? '');
    await open(host, picture);
    await page.getByRole('region', { name: 'What went wrong' }).getByRole('alert').first().waitFor();
    expect(fs.readFileSync(picture)).toEqual(wrong[1]?.buffer);
    await open(host, projectFile);
    await button(page, 'Walked, rename').waitFor();
    await page.keyboard.press('Alt+1');
    const rows = page.getByRole('region', { name: 'Files of the project' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('Alt+6');
    await page.locator('.tile').first().waitFor();
    expect(host.complaints).toEqual([]);
  });
});

/** As a user does: the desktop has the system's dialog, a browser a field for the path. */
async function open(host: OpenHost, file: string): Promise<void> {
  const { page } = host;
  if (host.kind === 'web') {
    await page.getByLabel('Path of the project').fill(file);
    await button(page, 'Open project').click();
    return;
  }
  await host.answerDialog(file);
  await button(page, 'Choose a project…').click();
}
