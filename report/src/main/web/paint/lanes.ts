/** Lanes: lives as lines, what is down, and the faults as bands behind them. */

import { NONE } from '../run.ts';
import type { ActiveFault } from '../derive.ts';
import { laneTop } from '../layout.ts';
import type { Scene } from '../scene.ts';

type Context = CanvasRenderingContext2D;

/** A faint ground under every other lane. */
export function paintGround(ctx: Context, scene: Scene): void {
  const { layout, viewport, theme } = scene;
  layout.order.forEach((lane, i) => {
    if (i % 2 === 0) return;
    ctx.fillStyle = theme.band;
    ctx.fillRect(0, top(scene, lane), viewport.width, layout.laneHeight);
  });
}

/** What is down and what suffers from faults, then the lines; stronger on a dark ground of messages. */
export function paintLanes(ctx: Context, scene: Scene, dense: boolean): void {
  const strength = (dense ? 1.7 : 1) * (scene.theme.mode === 'dark' ? 0.15 : 0.1);
  for (const fault of scene.faults) paintBand(ctx, scene, fault, strength);
  paintDown(ctx, scene, strength);
  paintLives(ctx, scene);
}

function top(scene: Scene, lane: number): number {
  return laneTop(scene.layout, scene.lanes, lane) - scene.viewport.scrollY;
}

/** Where a fault lies on the screen, from left to right, at least a hair wide. */
export function extent(scene: Scene, fault: ActiveFault): [left: number, right: number] {
  const left = scene.x(fault.begin);
  const right = fault.end === NONE ? scene.viewport.x(scene.axis.end) : scene.x(fault.end);
  return [left, Math.max(right, left + 1)];
}

function paintBand(ctx: Context, scene: Scene, fault: ActiveFault, strength: number): void {
  const { theme, viewport, layout } = scene;
  const [left, right] = extent(scene, fault);
  if (
    right < 0 ||
    left > viewport.width ||
    fault.note.instant ||
    fault.note.text.startsWith('crash')
  ) {
    return;
  }
  const from = Math.max(left, -8);
  const to = Math.min(right, viewport.width + 8);
  const colour = theme.adversary[fault.note.family];
  const lit = fault.begin === scene.selected || fault.begin === scene.hovered;
  const link = isLink(fault);
  fault.groups.forEach((group, g) => {
    for (const lane of group) {
      if (lane === NONE || layout.place[lane] < 0) continue;
      const y = top(scene, lane);
      if (y > layout.height || y + layout.laneHeight < layout.top) continue;
      ctx.globalAlpha = lit ? 0.28 : strength;
      ctx.fillStyle = colour;
      if (link) {
        ctx.fillRect(from, scene.y(lane) - 5, to - from, 10);
      } else {
        ctx.fillRect(from, y + 1, to - from, layout.laneHeight - 2);
        if (fault.groups.length > 1 && g === 0)
          stripes(ctx, from, y + 1, to, y + layout.laneHeight - 1);
      }
    }
  });
  ctx.globalAlpha = 1;
}

/** A fault of one directed link, as opposed to one that tears the cluster apart. */
function isLink(fault: ActiveFault): boolean {
  return fault.note.family === 'network' && !fault.note.text.startsWith('partition');
}

/** Marks the first group of a partition, so that the groups are told apart without colour. */
function stripes(ctx: Context, left: number, y: number, right: number, bottom: number): void {
  const height = bottom - y;
  const gap = 9;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, y, right - left, height);
  ctx.clip();
  ctx.beginPath();
  for (let x = Math.floor((left - height) / gap) * gap; x < right; x += gap) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, y);
  }
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = 1.25;
  ctx.globalAlpha *= 1.6;
  ctx.stroke();
  ctx.restore();
}

function paintDown(ctx: Context, scene: Scene, strength: number): void {
  const { theme, layout, viewport } = scene;
  const next = new Map<number, number>();
  for (let i = scene.lives.length - 1; i >= 0; i--) {
    const life = scene.lives[i];
    if (life.end !== NONE && layout.place[life.lane] >= 0) {
      const again = next.get(life.lane);
      const left = Math.max(-4, scene.x(life.end));
      const right = Math.min(
        viewport.width + 4,
        again === undefined ? viewport.x(scene.axis.end) : scene.x(again),
      );
      if (right > 0 && left < viewport.width && right > left) {
        ctx.fillStyle = theme.adversary.process;
        ctx.globalAlpha = strength;
        ctx.fillRect(left, top(scene, life.lane) + 1, right - left, layout.laneHeight - 2);
        ctx.globalAlpha = 1;
      }
    }
    if (life.start !== NONE) next.set(life.lane, life.start);
  }
}

function paintLives(ctx: Context, scene: Scene): void {
  const { theme, layout, viewport } = scene;
  const began = new Set<number>();
  ctx.strokeStyle = theme.faint;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  const line = (lane: number, from: number, to: number): void => {
    const y = Math.round(scene.y(lane)) + 0.5;
    if (to < 0 || from > viewport.width) return;
    ctx.moveTo(Math.max(0, from), y);
    ctx.lineTo(Math.min(viewport.width, to), y);
  };
  const end = viewport.x(scene.axis.end) + 12;
  for (const life of scene.lives) {
    began.add(life.lane);
    if (layout.place[life.lane] < 0) continue;
    line(
      life.lane,
      life.start === NONE ? -1 : scene.x(life.start),
      life.end === NONE ? end : scene.x(life.end),
    );
  }
  for (const lane of layout.order) {
    if (!began.has(lane)) line(lane, -1, end);
  }
  ctx.stroke();
}
