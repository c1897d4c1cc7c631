/** How long 100,000 events take to open, and how fluid they pan and zoom. Prints a table. */

import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { launch, open, skip } from './chromium.ts';

const REPEATS = 7;
const SECONDS = 3;

function median(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Frames a second while the pointer drags to and fro. */
async function drag(page: Page): Promise<number> {
  const box = await page.locator('#picture').boundingBox();
  if (!box) throw new Error('no picture');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  const frames = countFrames(page);
  const until = Date.now() + SECONDS * 1000;
  for (let i = 0; Date.now() < until; i++) {
    await page.mouse.move(middle.x + 220 * Math.sin(i / 15), middle.y);
  }
  await page.mouse.up();
  return frames;
}

/** Frames a second while the wheel zooms in and out. */
async function zoom(page: Page): Promise<number> {
  const frames = countFrames(page);
  const until = Date.now() + SECONDS * 1000;
  for (let i = 0; Date.now() < until; i++) {
    await page.mouse.wheel(0, i % 40 < 20 ? -60 : 60);
  }
  return frames;
}

function countFrames(page: Page): Promise<number> {
  return page.evaluate(
    seconds =>
      new Promise<number>(done => {
        const begin = performance.now();
        let frames = 0;
        const tick = (now: number): void => {
          frames++;
          if (now - begin < seconds * 1000) requestAnimationFrame(tick);
          else done(Math.round((frames * 1000) / (now - begin)));
        };
        requestAnimationFrame(tick);
      }),
    SECONDS - 0.5,
  );
}

async function opening(): Promise<number> {
  const browser = await launch();
  const begin = performance.now();
  await open(browser, 'long');
  const took = performance.now() - begin;
  await browser.close();
  return took;
}

if (skip) {
  console.error(skip);
  process.exit(1);
}
const openings: number[] = [];
for (let i = 0; i < REPEATS; i++) openings.push(await opening());

const browser = await launch();
console.log(`Chromium ${browser.version()} headless, ${cpus().length} cores, 1440 × 900`);
const ms = openings.map(each => Math.round(each));
console.log(`open 100,000 events, cold: median ${median(ms)} ms of ${REPEATS} (${ms.join(', ')})`);
const { page } = await open(browser, 'long');
const views: [string, string[]][] = [
  ['all events in view', ['0']],
  ['3,000 messages in view', ['0', ...Array<string>(7).fill('+')]],
  ['as it opens, arrows and labels', ['v']],
];
for (const [name, keys] of views) {
  for (const key of keys) await page.keyboard.press(key);
  const pan = await drag(page);
  const wheel = await zoom(page);
  console.log(`${name}: pan ${pan} frames/s, zoom ${wheel} frames/s`);
}
await browser.close();
