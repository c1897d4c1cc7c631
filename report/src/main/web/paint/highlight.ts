/** What the reader points at, has selected or has searched for. */

import { Fate } from '../derive.ts';
import { Kind, NONE, onMessage } from '../run.ts';
import type { Scene } from '../scene.ts';
import type { Bar } from './operations.ts';
import { head, segment, trace, type Segment } from './messages.ts';

type Context = CanvasRenderingContext2D;

const MOST_RINGS = 2_000;

export function paintHighlights(ctx: Context, scene: Scene, bars: Bar[]): void {
  paintMatches(ctx, scene);
  if (scene.hovered !== NONE && scene.hovered !== scene.selected) {
    paintEvent(ctx, scene, scene.hovered, bars, 0.55);
  }
  if (scene.selected === NONE) return;
  for (const event of scene.chain.slice(1)) {
    for (const each of segmentsOf(scene, event, true)) {
      paintSegment(ctx, scene, each, 1.75, 0.75);
    }
  }
  paintEvent(ctx, scene, scene.selected, bars, 1);
}

function paintEvent(ctx: Context, scene: Scene, event: number, bars: Bar[], alpha: number): void {
  const { theme, run, layout } = scene;
  for (const each of segmentsOf(scene, event, false)) {
    paintSegment(ctx, scene, each, 2.5, alpha);
  }
  const kind = run.kind[event];
  const bar = bars.find(each => each.operation.call === event || each.operation.end === event);
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 2;
  if (bar) {
    ctx.beginPath();
    ctx.roundRect(bar.left - 1, bar.top - 1, bar.width + 2, bar.height + 2, 5);
    ctx.stroke();
  }
  const lane = run.lane[event];
  if (lane !== NONE && layout.place[lane] >= 0) {
    const x = scene.x(event);
    const y = scene.y(lane);
    ctx.fillStyle = theme.accent;
    ctx.beginPath();
    ctx.arc(x, y, 4, 0, Math.PI * 2);
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, 8.5, 0, Math.PI * 2);
    ctx.stroke();
  } else if (kind !== Kind.VIOLATED && alpha === 1) {
    const x = scene.x(event);
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(x, layout.axisHeight);
    ctx.lineTo(x, layout.height);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  ctx.globalAlpha = 1;
}

/** The ways of the message that an event belongs to; only its own way for one of several ends. */
function segmentsOf(scene: Scene, event: number, delivered: boolean): Segment[] {
  const { run, messages, layout } = scene;
  const kind = run.kind[event];
  if (!onMessage(kind) || (delivered && kind !== Kind.DELIVERED)) return [];
  const sending = kind === Kind.SENT ? event : run.related[event];
  const first = messages.ofEvent[kind === Kind.DUPLICATED ? sending : event];
  const result: Segment[] = [];
  for (let m = first; m !== NONE && m < messages.count; m++) {
    if (messages.start[m] !== messages.start[first]) break;
    const own =
      messages.end[m] === event || messages.start[m] === event || kind === Kind.DUPLICATED;
    const seen = layout.place[messages.from[m]] >= 0 && layout.place[messages.to[m]] >= 0;
    if (own && seen) result.push(segment(scene, m));
  }
  return result;
}

/** As if gone over with a marker pen. */
function paintSegment(
  ctx: Context,
  scene: Scene,
  each: Segment,
  width: number,
  strength: number,
): void {
  const { theme, messages } = scene;
  const colour = theme.messages[scene.colour(messages.type[each.message])];
  ctx.lineCap = 'round';
  ctx.strokeStyle = theme.accent;
  ctx.globalAlpha = (theme.mode === 'dark' ? 0.34 : 0.22) * strength;
  ctx.lineWidth = width + 8;
  ctx.beginPath();
  trace(ctx, each);
  ctx.stroke();
  ctx.lineCap = 'butt';
  ctx.globalAlpha = 1;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  trace(ctx, each);
  ctx.stroke();
  if (messages.fate[each.message] !== Fate.DELIVERED) return;
  ctx.beginPath();
  head(ctx, each, 9);
  ctx.fill();
}

function paintMatches(ctx: Context, scene: Scene): void {
  const { matches, run, layout, theme } = scene;
  if (matches.length === 0) return;
  const [from, to] = scene.inSight();
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 1.5;
  ctx.globalAlpha = 0.8;
  ctx.beginPath();
  let rings = 0;
  let lastX = -Infinity;
  let lastLane = NONE;
  for (const event of matches) {
    if (event < from || event >= to) continue;
    const lane = run.lane[event];
    const x = scene.x(event);
    if (lane === NONE || layout.place[lane] < 0 || (lane === lastLane && x - lastX < 2)) continue;
    lastX = x;
    lastLane = lane;
    ctx.moveTo(x + 6, scene.y(lane));
    ctx.arc(x, scene.y(lane), 6, 0, Math.PI * 2);
    if (++rings > MOST_RINGS) break;
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}
