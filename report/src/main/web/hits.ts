/** What lies under the pointer. */

import { NONE } from './run.ts';
import type { Picture } from './paint/paint.ts';
import type { Segment } from './paint/messages.ts';
import type { Scene } from './scene.ts';

const NEAR_MARK = 8;
const NEAR_LINE = 6;

/** The event that a place on the picture stands for, or NONE. */
export function hit(scene: Scene, picture: Picture, x: number, y: number): number {
  const { layout } = scene;
  if (y < layout.top) {
    const bar = picture.faults.findLast(each => within(each, x, y, 3));
    return bar ? bar.fault.begin : NONE;
  }
  let best = NONE;
  let nearest = NEAR_MARK;
  for (const mark of picture.marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance < nearest) {
      nearest = distance;
      best = mark.event;
    }
  }
  if (best !== NONE) return best;
  const bar = picture.bars.find(each => within(each, x, y, 2));
  if (bar) return bar.operation.call;
  const state = picture.states.find(each => within(each, x, y, 0));
  if (state) return state.state.begin;
  return hitMessage(scene, picture.segments, x, y);
}

function hitMessage(scene: Scene, segments: Segment[], x: number, y: number): number {
  const { messages } = scene;
  let best = NONE;
  let nearest = NEAR_LINE;
  for (const each of segments) {
    const [distance, along] = toSegment(each, x, y);
    if (distance < nearest) {
      nearest = distance;
      best = along < 0.5 ? messages.start[each.message] : messages.end[each.message];
    }
  }
  return best;
}

/** How far a point is from a segment, and how far along it lies, from 0 to 1. */
export function toSegment(segment: Segment, x: number, y: number): [number, number] {
  const { x1, y1, x2, y2 } = segment;
  const dx = x2 - x1;
  const dy = y2 - y1;
  const square = dx * dx + dy * dy;
  const along =
    square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
  return [Math.hypot(x1 + along * dx - x, y1 + along * dy - y), along];
}

interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

function within(rectangle: Rectangle, x: number, y: number, margin: number): boolean {
  const { left, top, width, height } = rectangle;
  return (
    x >= left - margin &&
    x <= left + width + margin &&
    y >= top - margin &&
    y <= top + height + margin
  );
}
