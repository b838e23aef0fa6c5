import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { patience } from '../helpers/patience.ts';
import { browserArguments, findBrowser } from '../run/browser.ts';

export const repository = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

const found = await findBrowser();
/** Why there is no browser; null: there is one. */
export const missingBrowser = 'missing' in found ? found.missing : null;

const launchArguments = [
  ...browserArguments,
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(): Promise<Browser> {
  if ('missing' in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.executablePath, args: launchArguments });
}

/** Throws with the way out where the page has not been built. */
export function assertBuilt(): void {
  const index = path.join(
    process.env.WELLSPRING_PAGE ?? path.join(repository, 'dist/renderer'),
    'index.html',
  );
  if (!fs.existsSync(index)) throw new Error(`${index} is not there: run \`npm run build\` first`);
}

/** A page at this address, with what its console complained of. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { readonly dark?: boolean } = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await page.locator('main h1').first().waitFor();
  return { page, complaints };
}

/** Share of a canvas's pixels that are not transparent. */
export async function paintedShare(page: Page, selector: string, index: number): Promise<number> {
  const canvas = page.locator(selector).nth(index);
  await canvas.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    ([query, i]) => document.querySelectorAll<HTMLCanvasElement>(query)[i]?.dataset.painted === 'yes',
    [selector, index] as const,
  );
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const data =
      (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) painted += (data[i] ?? 0) > 0 ? 1 : 0;
    return painted / (width * height);
  });
}
