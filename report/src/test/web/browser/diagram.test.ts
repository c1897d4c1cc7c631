import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch, open, screenshot, skip } from './chromium.ts';

/** What these tests use of axe-core, which looks for what keeps people out. */
interface Axe {
  run(root: Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

if (skip) console.warn(`The diagram's tests in a browser are skipped: ${skip}`);

describe('the diagram in a browser', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  /** Opens a diagram, and complains about whatever the page complained about. */
  async function on(
    name: string,
    options: BrowserContextOptions,
    visit: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { page, complaints } = await open(browser, name, options);
    await visit(page);
    await page.context().close();
    assert.deepEqual(complaints, []);
  }

  const text = (page: Page, selector: string): Promise<string> =>
    page.locator(selector).innerText();

  /** How many colours the picture has: a blank one has one. */
  const colours = (page: Page): Promise<number> =>
    page.locator('#picture').evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
      const seen = new Set<number>();
      for (let i = 0; data && i < data.length; i += 4) {
        seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      }
      return seen.size;
    });

  /** Waits until the picture has come to rest and the table has followed. */
  const settled = (page: Page): Promise<void> =>
    page.locator('#list-scroll[aria-busy="false"]').waitFor();

  const inView = async (page: Page): Promise<number> => {
    await settled(page);
    const shown = await text(page, '#list-count');
    return Number((shown.split(' of ').pop() ?? '').replaceAll(',', ''));
  };

  for (const width of [360, 1024, 1440]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`axe finds nothing at ${width} pixels in ${colorScheme}`, async () => {
        for (const name of ['why', 'story']) {
          const viewport = { width, height: 900 };
          await on(name, { colorScheme, viewport, bypassCSP: true }, async page => {
            // Beside an explanation the list is not in sight.
            const list = page.locator('#list-scroll[aria-busy="false"]');
            await list.waitFor({ state: 'attached' });
            await page.addScriptTag({ path: 'node_modules/axe-core/axe.min.js' });
            const found = await page.evaluate(async () => {
              const results = await (window as unknown as { axe: Axe }).axe.run(document);
              return results.violations.map(each => `${each.id}: ${each.nodes[0].html}`);
            });
            assert.deepEqual(found, []);
            const wider = await page.evaluate(
              () => document.documentElement.scrollWidth - window.innerWidth,
            );
            assert.ok(wider <= 0, `${name} is ${wider} pixels wider than the window`);
          });
        }
      });
    }
  }

  for (const name of ['story', 'run', 'long']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name} opens from disk in ${colorScheme}, and asks nobody for anything`, () =>
        on(name, { colorScheme }, async page => {
          assert.equal(await page.locator('html').getAttribute('data-theme'), colorScheme);
          assert.ok((await colours(page)) > 20);
          assert.match(await text(page, '#facts'), /seed 42 .* events .* simulated/);
          assert.match(await text(page, '#verdict'), /Violated\s+reads see acknowledged writes/);
          await settled(page);
          await screenshot(page, `${name}-${colorScheme}`);
        }));
    }
  }

  test('a hundred thousand events at once are drawn as a density', () =>
    on('long', {}, async page => {
      await page.keyboard.press('0');
      await page.locator('#hint').waitFor();
      assert.match(await text(page, '#hint'), /39,930|\d\d,\d\d\d messages in view/);
      assert.equal(await inView(page), 100_000);
      await screenshot(page, 'long-whole');
      await page.keyboard.press('v');
      for (let i = 0; i < 14; i++) await page.keyboard.press('+');
      assert.equal(await page.locator('#hint').isHidden(), true);
    }));

  test('the keyboard steps through events, and the table and a screen reader follow', () =>
    on('story', {}, async page => {
      for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight');
      assert.match(await text(page, '#details'), /ann → db-1\s+Put, sent/);
      assert.match(await text(page, '#spoken'), /ann → db-1 sent: Put/);
      await page.keyboard.press('Enter');
      assert.match(await text(page, '#details'), /Put, delivered/);
      assert.match(await text(page, '#details'), /Because of/);
      await settled(page);
      assert.match(await text(page, 'tr[aria-selected="true"]'), /ann → db-1\s+delivered Put/);
      await page.keyboard.press('Shift+ArrowRight');
      assert.match(await text(page, '#details'), /db-1\s+signals/);
      await page.keyboard.press('Escape');
      assert.match(await text(page, '#details'), /Select an event/);
    }));

  test('why the run went wrong stands beside it, and its lines lead to events', () =>
    on('why', {}, async page => {
      assert.equal(await page.locator('#tab-why').getAttribute('aria-selected'), 'true');
      assert.match(await text(page, '#panel-why'), /does not hold/);
      await page.locator('#panel-why button').click();
      assert.match(await text(page, '#details'), /lost/);
      assert.equal(await page.locator('#panel-why button').getAttribute('aria-current'), 'true');
      assert.match(await text(page, '#legend'), /point of no return/);
      assert.match(await text(page, '#legend'), /needed fault/);
      await page.keyboard.press('n');
      assert.notEqual(await page.locator('#panel-why button').getAttribute('aria-current'), 'true');
      await screenshot(page, 'why');
    }));

  test('the tabs beside the picture turn by arrow keys, and events are one of them', () =>
    on('why', { viewport: { width: 420, height: 900 } }, async page => {
      await page.locator('#tab-why').focus();
      await page.keyboard.press('ArrowRight');
      assert.match(await text(page, '#panel-story'), /1\.\s+[\d.]+s/);
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.locator('#panel-events').isVisible(), true);
      assert.equal(await page.locator('#panel-story').isVisible(), false);
      assert.equal(await page.locator('#tab-events').getAttribute('aria-selected'), 'true');
      await screenshot(page, 'why-narrow');
    }));

  test('a run that nobody explained has no tabs', () =>
    on('run', {}, async page => {
      assert.equal(await page.locator('#tabs').isVisible(), false);
      assert.equal(await page.locator('#panel-events').isVisible(), true);
    }));

  test('jumps lead to the violation and to faults', () =>
    on('run', {}, async page => {
      await page.keyboard.press('v');
      assert.match(await text(page, '#details'), /reads see acknowledged writes/);
      assert.match(await text(page, '#details'), /had been acknowledged/);
      await page.keyboard.press('Home');
      await page.keyboard.press('f');
      assert.match(await text(page, '#details'), /fault[\s\S]*crash node=db-2/);
      await page.keyboard.press('f');
      assert.match(await text(page, '#details'), /slow node=db-4/);
      await page.keyboard.press('Shift+F');
      assert.match(await text(page, '#details'), /crash node=db-2/);
    }));

  test('search finds, counts and walks', () =>
    on('run', {}, async page => {
      await page.keyboard.press('/');
      await page.keyboard.type('gossip lost');
      const found = await text(page, '#found');
      assert.match(found, /^\d+$/);
      await page.keyboard.press('Enter');
      assert.match(await text(page, '#found'), new RegExp(`^\\d+ of ${found}$`));
      assert.match(await text(page, '#details'), /Gossip, lost/);
      await page.keyboard.press('Escape');
      assert.equal(await text(page, '#found'), '');
    }));

  test('types of messages and nodes can be left out, and brought back', () =>
    on('story', {}, async page => {
      const all = await inView(page);
      const put = page.getByRole('button', { name: 'Put' });
      assert.equal(await put.getAttribute('aria-pressed'), 'true');
      await put.click();
      assert.equal(await put.getAttribute('aria-pressed'), 'false');
      const withoutPut = await inView(page);
      assert.ok(withoutPut < all);
      assert.doesNotMatch(await text(page, '#rows'), /Put/);
      await page.locator('#nodes-menu summary').click();
      await page.locator('#nodes').getByLabel('db-3').uncheck();
      assert.ok((await inView(page)) < withoutPut);
      assert.equal(await text(page, '#nodes-count'), '4 of 5');
      assert.doesNotMatch(await text(page, '#rows'), /db-3 → bob/);
      await page.keyboard.press('Escape');
      await page.keyboard.press('x');
      assert.equal(await inView(page), all);
    }));

  test('wheel, buttons, drag and minimap move the picture', () =>
    on('run', {}, async page => {
      await page.keyboard.press('0');
      const all = await inView(page);
      const box = await page.locator('#picture').boundingBox();
      assert.ok(box);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, -1200);
      const zoomed = await inView(page);
      assert.ok(zoomed < all / 2);
      await page.getByRole('button', { name: 'Zoom out' }).click();
      assert.ok((await inView(page)) > zoomed);
      const first = (): Promise<string> => text(page, '#rows tr:first-child');
      const before = await first();
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 250, y, { steps: 5 });
      await page.mouse.up();
      await settled(page);
      assert.notEqual(await first(), before);
      assert.match(await text(page, '#details'), /Select an event/);
      const map = await page.locator('#minimap').boundingBox();
      assert.ok(map);
      await page.mouse.click(map.x + map.width - 30, map.y + 20);
      await settled(page);
      const last = (await text(page, '#rows tr:last-child')).slice(0, 5);
      assert.ok(last > before.slice(0, 5), `${last} after ${before}`);
    }));

  test('what panning shows is what is painted there', () =>
    on('run', {}, async page => {
      const box = await page.locator('#picture').boundingBox();
      assert.ok(box);
      await page.keyboard.press('0');
      for (let i = 0; i < 6; i++) await page.keyboard.press('+');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      /** What is seen after a while, and how much of it differs from what was seen the last time. */
      const look = (wait: number): Promise<number> =>
        page.evaluate(
          ms =>
            new Promise<number>(done =>
              setTimeout(() => {
                const canvas = document.querySelector<HTMLCanvasElement>('#picture');
                const ctx = canvas?.getContext('2d');
                if (!canvas || !ctx) throw new Error('no picture');
                const last = window as unknown as { seen?: Uint8ClampedArray };
                // Whatever is pinned to an edge may look otherwise while the picture moves.
                const { width, height } = canvas;
                const [left, top] = [width * 0.2, height * 0.2];
                const { data } = ctx.getImageData(left, top, width * 0.6, height * 0.8);
                let different = 0;
                for (let i = 0; i < data.length; i += 4) {
                  if (last.seen && Math.abs(data[i] - last.seen[i]) > 40) different++;
                }
                last.seen = data;
                done((different * 4) / data.length);
              }, ms),
            ),
          wait,
        );
      await look(400);
      for (const dx of [90, 60, -40]) {
        await page.mouse.wheel(dx, 0);
        await look(20);
      }
      const settling = await look(400);
      assert.ok(settling < 0.02, `${settling} of the picture changes when it comes to rest`);
      await page.mouse.wheel(-70, 0);
      const moved = await look(400);
      assert.ok(moved > 0.02, `panning changed no more than ${moved} of the picture`);
    }));

  test('two fingers zoom', () =>
    on('run', { hasTouch: true }, async page => {
      await page.keyboard.press('0');
      const all = await inView(page);
      const box = await page.locator('#picture').boundingBox();
      assert.ok(box);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const session = await page.context().newCDPSession(page);
      const touch = (type: 'touchStart' | 'touchMove', apart: number): Promise<unknown> =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: [
            { x: x - apart, y, id: 1 },
            { x: x + apart, y, id: 2 },
          ],
        });
      await touch('touchStart', 40);
      for (let apart = 60; apart <= 240; apart += 20) await touch('touchMove', apart);
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      assert.ok((await inView(page)) < all * 0.6);
    }));

  test('pointing at an event shows what it says, and a click selects it', () =>
    on('story', {}, async page => {
      const box = await page.locator('#picture').boundingBox();
      const bar = page.locator('.lane', { hasText: 'ann' });
      const lane = await bar.boundingBox();
      assert.ok(box && lane);
      // The first operation begins at 2 of 30 ms and lies above its client's line.
      const x = box.x + 36 + ((box.width - 72) * 4) / 30;
      const y = lane.y + lane.height / 2 - 18;
      await page.mouse.move(x, y);
      await page.locator('#tip').waitFor();
      assert.match(await text(page, '#tip'), /ann calls[\s\S]*write blue → version 7/);
      await page.mouse.click(x, y);
      assert.match(await text(page, '#details'), /ann\s+calls[\s\S]*returned\s+version 7/);
    }));

  test('time or steps: both axes show every event', () =>
    on('story', {}, async page => {
      await page.getByRole('button', { name: 'Steps' }).click();
      const steps = page.locator('#axis-steps');
      assert.equal(await steps.getAttribute('aria-pressed'), 'true');
      assert.equal(await inView(page), 44);
      await page.keyboard.press('o');
      assert.equal(await steps.getAttribute('aria-pressed'), 'false');
      assert.equal(await inView(page), 44);
    }));

  test('the theme can be chosen against the system', () =>
    on('story', { colorScheme: 'dark' }, async page => {
      const light = (): Promise<string> =>
        page.locator('#picture').evaluate((canvas: HTMLCanvasElement) => {
          const pixel = canvas.getContext('2d')?.getImageData(3, 3, 1, 1).data;
          return pixel && pixel[0] > 128 ? 'light' : 'dark';
        });
      assert.equal(await light(), 'dark');
      await page.keyboard.press('t');
      assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
      await settled(page);
      assert.equal(await light(), 'light');
    }));

  test('a narrow window has no sideways scrolling and a legible picture', () =>
    on('story', { viewport: { width: 390, height: 780 } }, async page => {
      const { scroll, client } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      assert.ok(scroll <= client, `${scroll} pixels in a window of ${client}`);
      const box = await page.locator('#picture').boundingBox();
      assert.ok(box && box.width > 250 && box.height > 250);
      await screenshot(page, 'story-narrow');
    }));

  test('help lists the keys, and they do nothing while it is open', () =>
    on('story', {}, async page => {
      await page.keyboard.press('?');
      assert.match(await text(page, '#help'), /previous, next event/);
      await page.keyboard.press('v');
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('#help').isHidden(), true);
      assert.match(await text(page, '#details'), /Select an event/);
    }));
});
