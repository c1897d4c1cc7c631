/** Messages where they are too many to be told apart. */

import { Fate } from '../derive.ts';
import { clamp } from '../layout.ts';
import type { Scene } from '../scene.ts';

type Context = CanvasRenderingContext2D;

const BUCKET = 2;

/** How many messages cross each gap between lanes, a column of pixels at a time. */
export function paintDensity(ctx: Context, scene: Scene, visible: number[]): void {
  const { messages, layout, viewport, theme } = scene;
  const gaps = layout.order.length - 1;
  const columns = Math.ceil(viewport.width / BUCKET) + 1;
  const crossing = new Float32Array(Math.max(1, gaps) * columns);
  const lost = new Float32Array(layout.order.length * columns);
  for (const m of visible) {
    const from = layout.place[messages.from[m]];
    const to = layout.place[messages.to[m]];
    const x = (scene.x(messages.start[m]) + scene.x(messages.end[m])) / 2;
    const column = clamp(Math.floor(x / BUCKET), 0, columns - 1);
    if (messages.fate[m] === Fate.LOST) lost[from * columns + column]++;
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    for (let gap = low; gap < high; gap++) crossing[gap * columns + column]++;
  }
  let most = 1;
  for (const count of crossing) most = Math.max(most, count);
  const full = Math.log1p(most);
  ctx.fillStyle = theme.messages[0];
  for (let gap = 0; gap < gaps; gap++) {
    const top = scene.y(layout.order[gap]);
    const height = scene.y(layout.order[gap + 1]) - top;
    for (let column = 0; column < columns; column++) {
      const count = crossing[gap * columns + column];
      if (count === 0) continue;
      // A few steps of strength, and neighbours of one strength drawn together.
      const step = Math.ceil((Math.log1p(count) / full) * 8);
      let end = column + 1;
      while (
        end < columns &&
        Math.ceil((Math.log1p(crossing[gap * columns + end]) / full) * 8) === step
      ) {
        end++;
      }
      ctx.globalAlpha = 0.03 + step * 0.04;
      ctx.fillRect(column * BUCKET, top, (end - column) * BUCKET, height);
      column = end - 1;
    }
  }
  ctx.fillStyle = theme.adversary.network;
  ctx.globalAlpha = 0.8;
  layout.order.forEach((lane, place) => {
    const y = scene.y(lane);
    for (let column = 0; column < columns; column++) {
      if (lost[place * columns + column] > 0) ctx.fillRect(column * BUCKET, y + 3, 1.5, 5);
    }
  });
  ctx.globalAlpha = 1;
}
