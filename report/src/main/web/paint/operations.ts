/** Client operations: intervals above a client's line. */

import { Ending, NONE, textOf } from '../run.ts';
import type { Operation } from '../derive.ts';
import { clamp } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { fitted } from './labels.ts';

type Context = CanvasRenderingContext2D;

export interface Bar {
  operation: Operation;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Draws them and says where they lie. */
export function paintOperations(ctx: Context, scene: Scene): Bar[] {
  const { layout, viewport, filter, run } = scene;
  const height = clamp(layout.laneHeight * 0.34, 14, 24);
  const bars: Bar[] = [];
  const lastRight = new Float64Array(scene.lanes.length).fill(-Infinity);
  ctx.font = `500 11px ${scene.theme.font}`;
  ctx.textBaseline = 'middle';
  for (const operation of scene.operations) {
    if (layout.place[operation.lane] < 0 || !filter.visible[operation.call]) continue;
    const left = scene.x(operation.call);
    const open = isOpen(scene, operation);
    const known = operation.end !== NONE;
    const right = known ? scene.x(operation.end) : viewport.x(scene.axis.end);
    const fade = open ? fadeLength(scene, operation, right) : 0;
    if (right + fade < 0 || left > viewport.width) continue;
    // Many short ones in one pixel are drawn as one.
    if (right - left < 1 && right < lastRight[operation.lane] + 0.5) continue;
    lastRight[operation.lane] = right;
    const top = Math.round(scene.y(operation.lane) - height - 7);
    const width = Math.max(right - left, 1.5);
    bars.push({ operation, left, top, width: width + fade, height });
    if (open) paintOpen(ctx, scene, left, top, width, height, fade);
    else paintClosed(ctx, scene, run.code[operation.end], left, top, width, height);
    label(ctx, scene, operation, left, top, width, height);
  }
  return bars;
}

function isOpen(scene: Scene, operation: Operation): boolean {
  return operation.end === NONE || scene.run.code[operation.end] === Ending.INDETERMINATE;
}

/** How far an operation that nobody knows the end of goes on fading: to the client's next one. */
function fadeLength(scene: Scene, operation: Operation, right: number): number {
  const next = operation.next === NONE ? Infinity : scene.x(operation.next);
  return clamp(next - right - 4, 0, 64);
}

function paintClosed(
  ctx: Context,
  scene: Scene,
  ending: number,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const { theme } = scene;
  if (width < 4) {
    ctx.fillStyle = ending === Ending.OK ? theme.okEdge : theme.failInk;
    ctx.globalAlpha = 0.6;
    ctx.fillRect(left, top, width, height);
    ctx.globalAlpha = 1;
    return;
  }
  const [from, to] = clipped(scene, left, left + width);
  ctx.beginPath();
  ctx.roundRect(from + 0.5, top + 0.5, to - from - 1, height - 1, 4);
  if (ending === Ending.OK) {
    ctx.fillStyle = theme.okFill;
    ctx.fill();
    ctx.strokeStyle = theme.okEdge;
  } else {
    ctx.fillStyle = theme.paper;
    ctx.fill();
    ctx.strokeStyle = theme.failInk;
  }
  ctx.lineWidth = 1;
  ctx.stroke();
}

/** Without an edge on the right: nobody knows where it ends. */
function paintOpen(
  ctx: Context,
  scene: Scene,
  left: number,
  top: number,
  width: number,
  height: number,
  fade: number,
): void {
  const { theme } = scene;
  const [from, to] = clipped(scene, left, left + width + fade);
  const gradient = ctx.createLinearGradient(left + width, 0, left + width + Math.max(fade, 1), 0);
  gradient.addColorStop(0, theme.unknownFill);
  gradient.addColorStop(1, transparent(theme.unknownFill));
  ctx.fillStyle = gradient;
  ctx.fillRect(from, top, to - from, height);
  const edge = ctx.createLinearGradient(left + width, 0, left + width + Math.max(fade, 1), 0);
  edge.addColorStop(0, theme.unknownInk);
  edge.addColorStop(1, transparent(theme.unknownInk));
  ctx.strokeStyle = edge;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(to, top + 0.5);
  ctx.lineTo(from + 0.5, top + 0.5);
  ctx.lineTo(from + 0.5, top + height - 0.5);
  ctx.lineTo(to, top + height - 0.5);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Shapes that reach far beyond the edges cost time to draw. */
function clipped(scene: Scene, left: number, right: number): [number, number] {
  return [Math.max(left, -10), Math.min(right, scene.viewport.width + 10)];
}

function label(
  ctx: Context,
  scene: Scene,
  operation: Operation,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const { theme, run } = scene;
  const from = Math.max(left, 0) + 7;
  const room = Math.min(left + width, scene.viewport.width) - from - 5;
  if (room < 16) return;
  const text = fitted(ctx, operationText(scene, operation), room, 4);
  if (!text) return;
  const open = isOpen(scene, operation);
  ctx.fillStyle = open
    ? theme.unknownInk
    : run.code[operation.end] === Ending.OK
      ? theme.okInk
      : theme.failInk;
  ctx.fillText(text, from, top + height / 2 + 0.5);
}

/** What was asked and what came of it. */
export function operationText(scene: Scene, operation: Operation): string {
  const { run } = scene;
  const asked = textOf(run, operation.call);
  if (operation.end === NONE) return `${asked} → ?`;
  const result = textOf(run, operation.end);
  switch (run.code[operation.end]) {
    case Ending.OK:
      return `${asked} → ${result}`;
    case Ending.FAIL:
      return `${asked} ✗ ${result}`;
    default:
      return `${asked} → ? ${result}`;
  }
}

/** The colour without any of it: fading to `transparent` would pass through grey. */
export function transparent(colour: string): string {
  const hex = /^#([0-9a-f]{6})/i.exec(colour);
  return hex ? `#${hex[1]}00` : 'transparent';
}
