/** The faults of the explanation, by the numbers that it gives them. */

import { NONE } from '../run.ts';
import type { Scene } from '../scene.ts';
import type { FaultBar } from './top.ts';

type Context = CanvasRenderingContext2D;

const RADIUS = 7.5;
/** Above the line of the lane, where neither marks nor their labels are. */
const ABOVE = 15;

export function paintNumbers(ctx: Context, scene: Scene, bars: FaultBar[]): void {
  const { run, layout, messages, theme, viewport } = scene;
  for (const { number, role, event } of run.header.explanation?.faults ?? []) {
    let x: number;
    let y: number;
    if (run.lane[event] === NONE) {
      const bar = bars.find(each => each.fault.begin === event);
      if (!bar) continue;
      x = Math.max(bar.left - RADIUS - 2, RADIUS + 1);
      y = bar.top + bar.height / 2;
    } else {
      const first = messages.ofEvent[event];
      const at = first === NONE ? event : messages.start[first];
      if (layout.place[run.lane[at]] < 0) continue;
      x = scene.x(at);
      y = scene.y(run.lane[at]) - ABOVE;
      if (y < layout.top + RADIUS) continue;
    }
    if (x < -RADIUS || x > viewport.width + RADIUS) continue;
    const needed = role === 'needed';
    const colour = needed ? theme.violation : theme.muted;
    ctx.beginPath();
    ctx.arc(x, y, RADIUS, 0, Math.PI * 2);
    ctx.fillStyle = needed ? colour : theme.paper;
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.fillStyle = needed ? theme.paper : colour;
    ctx.font = `700 10px ${theme.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(String(number), x, y + 0.5);
    ctx.textAlign = 'start';
  }
}
