/** The browser that the tests use, and the pages that Maven wrote for them. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const DIAGRAMS = 'target/diagrams';
const SCREENSHOTS = 'target/screenshots';

const executablePath = [
  process.env['FAULTLINE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find(path => path && existsSync(path));

/** Why the tests in a browser cannot run here, or false. */
export const skip: string | false = !executablePath
  ? 'no Chromium here (Debian package chromium); FAULTLINE_CHROMIUM may name one'
  : !existsSync(join(DIAGRAMS, 'long.html'))
    ? `no diagrams in ${DIAGRAMS}, which DiagramFilesTest writes`
    : false;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Opened {
  page: Page;
  /** What went wrong on the page, and what it asked the network for. */
  complaints: string[];
}

/** Opens a diagram from disk and waits until it is drawn. */
export async function open(
  browser: Browser,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', request => {
    if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(DIAGRAMS, `${name}.html`)).href);
  await page.locator('html[data-ready]').waitFor({ timeout: 30_000 });
  return { page, complaints };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
