/**
 * How long 100,000 events take to open, how fluid they pan and zoom, and what a frame costs. Frames a
 * second depend on what else the machine does; what a frame costs, less so. Prints a table.
 */

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

/**
 * Makes the browser finish each frame's drawing in the frame, by a look at a pixel, and counts frames.
 */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = Object.assign(window, { frames: 0 });
    const original = window.requestAnimationFrame.bind(window);
    const canvas = document.querySelector<HTMLCanvasElement>('#picture');
    window.requestAnimationFrame = callback =>
      original(now => {
        callback(now);
        canvas?.getContext('2d')?.getImageData(0, 0, 1, 1);
        watched.frames++;
      });
  });
}

/**
 * Milliseconds of processor time that the page's thread spends on a frame while the wheel pans: what
 * else the machine does hardly changes it.
 */
async function frameCost(page: Page): Promise<string> {
  const box = await page.locator('#picture').boundingBox();
  if (!box) throw new Error('no picture');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(each => each.name === 'TaskDuration')?.value ?? NaN;
  };
  const frames = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { frames: number }).frames);
  const [spentBefore, framesBefore] = [await spent(), await frames()];
  for (let i = 0; i < 200; i++) {
    await page.mouse.wheel(i % 40 < 20 ? 24 : -24, 0);
    await page.evaluate(() => new Promise(done => setTimeout(done, 0)));
  }
  const count = (await frames()) - framesBefore;
  const each = ((await spent()) - spentBefore) / count;
  return `${(each * 1000).toFixed(1)} ms of processor time (${count} frames)`;
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
const watched = (await open(browser, 'long')).page;
await watchFrames(watched);
for (const [name, keys] of views) {
  for (const key of keys) await watched.keyboard.press(key);
  console.log(`${name}: a frame of panning costs ${await frameCost(watched)}`);
}
await browser.close();
