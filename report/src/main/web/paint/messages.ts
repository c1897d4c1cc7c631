/** Messages as arrows. */

import { Fate } from '../derive.ts';
import { clamp } from '../layout.ts';
import { Kind } from '../run.ts';
import { BLOCK, type Scene } from '../scene.ts';

type Context = CanvasRenderingContext2D;

const WITH_HEADS = 900;

/** A message on the screen. */
export interface Segment {
  message: number;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** The messages that are in sight and not filtered out. */
export function messagesInSight(scene: Scene): number[] {
  const { messages, axis, viewport, reach, filter, layout } = scene;
  const result: number[] = [];
  const before = viewport.start - 80 / viewport.scale;
  for (let block = 0; block < reach.length; block++) {
    if (reach[block] < before) continue;
    const last = Math.min(messages.count, (block + 1) * BLOCK);
    for (let m = block * BLOCK; m < last; m++) {
      if (axis.positions[messages.start[m]] > viewport.end) return result;
      if (axis.positions[messages.end[m]] < before) continue;
      if (!filter.visible[messages.start[m]]) continue;
      if (layout.place[messages.from[m]] < 0 || layout.place[messages.to[m]] < 0) continue;
      result.push(m);
    }
  }
  return result;
}

/** Draws an arrow for each, and says where they lie. */
export function paintMessages(ctx: Context, scene: Scene, visible: number[]): Segment[] {
  const segments = visible.map(message => segment(scene, message));
  paintLines(ctx, scene, segments);
  return segments;
}

/** Where a message begins and ends on the screen; one that was lost ends on the way. */
export function segment(scene: Scene, message: number): Segment {
  const { messages, viewport, run } = scene;
  const x1 = scene.x(messages.start[message]);
  const y1 = scene.y(messages.from[message]);
  let x2 = scene.x(messages.end[message]);
  let y2 = scene.y(messages.to[message]);
  const height = y2 - y1;
  if (messages.fate[message] === Fate.DELIVERED) {
    // The recording began while it was on its way.
    if (run.kind[messages.start[message]] === Kind.DELIVERED) {
      return { message, x1: x1 - 14, y1: y2 - Math.sign(height) * 22, x2, y2 };
    }
    return { message, x1, y1, x2, y2 };
  }
  if (messages.end[message] !== messages.start[message] && x2 - x1 > 1) {
    y2 -= Math.sign(height) * 12;
    return { message, x1, y1, x2, y2 };
  }
  // It went nowhere in time: a stub says where it would have gone.
  const part = clamp(Math.abs(height) * 0.45, 12, 46);
  x2 = x1 + clamp(viewport.scale * (scene.axis.mode === 'time' ? 1.5e6 : 0.5), 3, 22);
  y2 = y1 + Math.sign(height) * part;
  return { message, x1, y1, x2, y2 };
}

function paintLines(ctx: Context, scene: Scene, segments: Segment[]): void {
  const { theme, messages } = scene;
  const batches = new Map<string, Segment[]>();
  const lanes = scene.lanes.length;
  const lastX = new Int32Array(lanes * lanes * 2).fill(-1 << 30);
  for (const each of segments) {
    const m = each.message;
    // Two that would cover each other are drawn once.
    const pair = (messages.from[m] * lanes + messages.to[m]) * 2;
    const x1 = Math.round(each.x1);
    const x2 = Math.round(each.x2);
    if (lastX[pair] === x1 && lastX[pair + 1] === x2) continue;
    lastX[pair] = x1;
    lastX[pair + 1] = x2;
    const colour = scene.colour(messages.type[m]);
    const key = `${colour} ${messages.fate[m]} ${messages.copy[m] > 1 ? 1 : 0}`;
    const batch = batches.get(key);
    if (batch) batch.push(each);
    else batches.set(key, [each]);
  }
  const inSight = segments.length / scene.stretch;
  const strength = clamp(1.08 - inSight / 2_500, 0.38, 0.95);
  const headSize = inSight > 300 ? 5 : 7;
  for (const [key, batch] of batches) {
    const [colour, fate, copy] = key.split(' ').map(Number);
    ctx.strokeStyle = theme.messages[colour];
    ctx.lineWidth = inSight > 600 ? 1 : 1.4;
    ctx.globalAlpha = fate === Fate.FLYING ? strength * 0.6 : strength;
    ctx.setLineDash(copy ? [5, 3] : fate === Fate.FLYING ? [2, 3] : []);
    ctx.beginPath();
    for (const each of batch) trace(ctx, each);
    ctx.stroke();
    ctx.setLineDash([]);
    if (fate === Fate.DELIVERED && inSight <= WITH_HEADS) {
      ctx.fillStyle = theme.messages[colour];
      ctx.globalAlpha = 1;
      ctx.beginPath();
      for (const each of batch) head(ctx, each, headSize);
      ctx.fill();
    }
  }
  ctx.globalAlpha = 1;
  paintLosses(ctx, scene, segments);
}

/** A line, or an arc for what a node sends to itself. */
export function trace(ctx: Context, { x1, y1, x2, y2 }: Segment): void {
  ctx.moveTo(x1, y1);
  if (y1 === y2) ctx.quadraticCurveTo((x1 + x2) / 2, y1 + 22, x2, y2);
  else ctx.lineTo(x2, y2);
}

/** A slim arrow head at the end. */
export function head(ctx: Context, { x1, y1, x2, y2 }: Segment, size: number): void {
  const dx = x2 - x1;
  const dy = y1 === y2 ? -22 : y2 - y1;
  const long = Math.hypot(dx, dy);
  if (long < size * 1.5) return;
  const ux = dx / long;
  const uy = dy / long;
  const half = size * 0.4;
  ctx.moveTo(x2, y2);
  ctx.lineTo(x2 - ux * size - uy * half, y2 - uy * size + ux * half);
  ctx.lineTo(x2 - ux * size + uy * half, y2 - uy * size - ux * half);
  ctx.closePath();
}

function paintLosses(ctx: Context, scene: Scene, segments: Segment[]): void {
  const { messages, theme } = scene;
  const crowded = segments.length / scene.stretch > 600;
  const size = crowded ? 2.5 : 4;
  ctx.beginPath();
  for (const { message, x2, y2 } of segments) {
    if (messages.fate[message] !== Fate.LOST) continue;
    ctx.moveTo(x2 - size, y2 - size);
    ctx.lineTo(x2 + size, y2 + size);
    ctx.moveTo(x2 + size, y2 - size);
    ctx.lineTo(x2 - size, y2 + size);
  }
  ctx.strokeStyle = theme.adversary.network;
  ctx.lineWidth = crowded ? 1.25 : 2;
  ctx.stroke();
}
