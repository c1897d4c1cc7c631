/** Above the lanes: the axis, and a bar for each fault. */

import type { ActiveFault } from '../derive.ts';
import { clamp } from '../layout.ts';
import { NONE } from '../run.ts';
import type { Scene } from '../scene.ts';
import { fitted, widthOf } from './labels.ts';
import { extent } from './lanes.ts';

type Context = CanvasRenderingContext2D;

const TICK_GAP = 104;

export interface FaultBar {
  fault: ActiveFault;
  left: number;
  top: number;
  width: number;
  height: number;
}

export function paintGrid(ctx: Context, scene: Scene): void {
  const { viewport, layout, theme } = scene;
  ctx.fillStyle = theme.hairline;
  for (const tick of ticks(scene)) {
    ctx.fillRect(Math.round(viewport.x(tick.position)), layout.top, 1, layout.height - layout.top);
  }
}

function ticks(scene: Scene): { position: number; label: string }[] {
  const { axis, viewport } = scene;
  return axis.ticks(viewport.start, viewport.end, TICK_GAP / viewport.scale);
}

export function paintTop(ctx: Context, scene: Scene): FaultBar[] {
  const { viewport, layout, theme } = scene;
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, viewport.width, layout.top);
  ctx.fillStyle = theme.hairline;
  ctx.fillRect(0, layout.top - 1, viewport.width, 1);
  const flags = moments(ctx, scene);
  ctx.font = `11px ${theme.font}`;
  ctx.textBaseline = 'middle';
  for (const tick of ticks(scene)) {
    const x = Math.round(viewport.x(tick.position));
    ctx.fillStyle = theme.hairline;
    ctx.fillRect(x, layout.axisHeight - 7, 1, 7);
    const end = x + 9 + widthOf(ctx, tick.label);
    if (flags.some(flag => flag.left < end && flag.left + flag.width + 4 > x)) continue;
    ctx.fillStyle = theme.muted;
    ctx.fillText(tick.label, x + 5, layout.axisHeight - 12);
  }
  const bars: FaultBar[] = [];
  for (const fault of scene.faults) {
    const bar = paintFault(ctx, scene, fault);
    if (bar) bars.push(bar);
  }
  return bars;
}

function paintFault(ctx: Context, scene: Scene, fault: ActiveFault): FaultBar | undefined {
  const { viewport, layout, theme } = scene;
  const [left, right] = extent(scene, fault);
  const room = (fault.next === NONE ? viewport.width : scene.x(fault.next)) - 6;
  const textEnd = fault.note.instant ? left + 180 : right;
  if (textEnd < 0 || left > viewport.width) return undefined;
  const height = Math.max(2, layout.faultRowHeight - 3);
  const top = layout.axisHeight + 4 + fault.row * layout.faultRowHeight;
  const colour = theme.adversary[fault.note.family];
  const lit = fault.begin === scene.selected || fault.begin === scene.hovered;
  const labelled = height >= 12;
  ctx.font = `500 10.5px ${theme.font}`;
  if (fault.note.instant) {
    const middle = top + height / 2;
    const half = Math.min(5, height / 2);
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(left, middle - half);
    ctx.lineTo(left + half, middle);
    ctx.lineTo(left, middle + half);
    ctx.lineTo(left - half, middle);
    ctx.fill();
    const text = labelled ? fitted(ctx, fault.note.title, Math.min(room - left - 9, 220), 9) : '';
    if (text) ctx.fillText(text, left + 9, middle + 0.5);
    return {
      fault,
      left: left - 6,
      top,
      width: 12 + (text ? ctx.measureText(text).width : 0),
      height,
    };
  }
  const from = Math.max(left, -6);
  const width = Math.max(2, Math.min(right, viewport.width + 6) - from);
  ctx.fillStyle = colour;
  ctx.globalAlpha = lit ? 0.5 : theme.mode === 'dark' ? 0.3 : 0.2;
  ctx.beginPath();
  ctx.roundRect(from, top, width, height, Math.min(3, height / 2));
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillRect(left, top, 2, height);
  if (labelled) {
    const at = Math.max(left, 0) + 7;
    const inside = Math.min(right, viewport.width) - at - 4;
    // A short fault's label may stand beside it, as far as its row is free.
    const beside = Math.min(room - at, 220);
    const text = fitted(ctx, fault.note.title, Math.max(inside, left >= 0 ? beside : 0), 7);
    if (text) {
      ctx.fillStyle = theme.ink;
      ctx.globalAlpha = 0.85;
      ctx.fillText(text, at, top + height / 2 + 0.5);
      ctx.globalAlpha = 1;
    }
  }
  return { fault, left: from, top, width, height };
}

/** A moment with a line through all lanes: when the adversary gave up, and the violation. */
interface Moment {
  x: number;
  colour: string;
  name: string;
  strong: boolean;
  /** Where its flag lies. */
  left: number;
  width: number;
}

function moments(ctx: Context, scene: Scene): Moment[] {
  const { theme, viewport } = scene;
  ctx.font = `600 10.5px ${theme.font}`;
  const result: Moment[] = [];
  const add = (event: number, colour: string, name: string, strong: boolean): void => {
    if (event === NONE) return;
    const x = scene.x(event);
    if (x < -60 || x > viewport.width + 60) return;
    const width = widthOf(ctx, name) + 12;
    const left = clamp(x - width / 2, 2, viewport.width - width - 2);
    result.push({ x, colour, name, strong, left, width });
  };
  add(scene.healed, theme.healed, 'healed', false);
  add(scene.parting, theme.accent, 'runs part', false);
  add(scene.noReturn, theme.adversary.process, 'no return', false);
  add(scene.violation, theme.violation, 'violated', true);
  // What matters more comes later; a flag that would lie under it stays away, its line does not.
  result.forEach((moment, i) => {
    const overlaps = result
      .slice(i + 1)
      .some(
        other => other.left < moment.left + moment.width && other.left + other.width > moment.left,
      );
    if (overlaps) moment.name = '';
  });
  return result;
}

export function paintMoments(ctx: Context, scene: Scene): void {
  const { layout, viewport, theme } = scene;
  const bottom = Math.min(layout.height, layout.bottom - viewport.scrollY);
  for (const { x, colour, name, strong, left, width } of moments(ctx, scene)) {
    if (strong) {
      ctx.fillStyle = colour;
      ctx.globalAlpha = 0.16;
      ctx.fillRect(x - 4, layout.axisHeight, 8, bottom - layout.axisHeight);
      ctx.globalAlpha = 1;
    }
    ctx.strokeStyle = colour;
    ctx.lineWidth = strong ? 2 : 1.25;
    ctx.setLineDash(strong ? [] : [4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, layout.axisHeight);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    if (name === '') continue;
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.roundRect(left, layout.axisHeight - 20, width, 17, 4);
    ctx.fill();
    ctx.fillStyle = theme.paper;
    ctx.textBaseline = 'middle';
    ctx.fillText(name, left + 6, layout.axisHeight - 11);
  }
}
