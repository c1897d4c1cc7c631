/** Single events on the lanes: starts, crashes, timers, threads, signals, remarks. */

import { Kind, NONE, textOf } from '../run.ts';
import type { Scene } from '../scene.ts';
import { writes } from '../words.ts';
import { haloed, widthOf, type Taken } from './labels.ts';

type Context = CanvasRenderingContext2D;

/** Marks of one kind on one lane that are closer than this are drawn once. */
const CROWDED = 3;
const MOST_LABELS = 160;
/** With more marks in sight than this, those that come all the time become hairlines. */
const MOST_SHAPES = 360;
/** With more than this, only lives are named; with more than half of it, timers are not. */
const MOST_NAMED = 120;

export interface Mark {
  event: number;
  x: number;
  y: number;
}

/** Draws them and says where they lie. */
export function paintMarks(ctx: Context, scene: Scene, taken: Taken): Mark[] {
  const { run, layout, filter } = scene;
  const marks: Mark[] = [];
  const last = new Float64Array(scene.lanes.length * 16).fill(-Infinity);
  const [from, to] = scene.inSight();
  for (let event = from; event < to; event++) {
    const kind = run.kind[event];
    const lane = run.lane[event];
    if (!isMark(kind) || !filter.visible[event] || lane === NONE || layout.place[lane] < 0)
      continue;
    const x = scene.x(event);
    const slot = lane * 16 + kind;
    if (x - last[slot] < CROWDED && kind !== Kind.CRASHED) continue;
    last[slot] = x;
    marks.push({ event, x, y: scene.y(lane) });
  }
  const crowded = marks.length / scene.stretch > MOST_SHAPES;
  for (const mark of marks) paintMark(ctx, scene, mark, crowded);
  labelMarks(ctx, scene, marks, taken);
  return marks;
}

function isMark(kind: number): boolean {
  switch (kind) {
    case Kind.STARTED:
    case Kind.CRASHED:
    case Kind.TIMER:
    case Kind.THREAD:
    case Kind.SIGNAL:
    case Kind.REMARK:
      return true;
    default:
      return false;
  }
}

function paintMark(ctx: Context, scene: Scene, { event, x, y }: Mark, crowded: boolean): void {
  const { theme, run } = scene;
  switch (run.kind[event]) {
    case Kind.STARTED:
      ctx.fillStyle = theme.paper;
      ctx.strokeStyle = theme.muted;
      ctx.lineWidth = 2;
      circle(ctx, x, y, 4);
      ctx.fill();
      ctx.stroke();
      break;
    case Kind.CRASHED:
      ctx.strokeStyle = theme.adversary.process;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.moveTo(x - 5, y - 5);
      ctx.lineTo(x + 5, y + 5);
      ctx.moveTo(x + 5, y - 5);
      ctx.lineTo(x - 5, y + 5);
      ctx.stroke();
      break;
    case Kind.TIMER:
      if (crowded) {
        tick(ctx, theme.muted, x, y, 3);
        break;
      }
      ctx.fillStyle = theme.paper;
      ctx.strokeStyle = theme.muted;
      ctx.lineWidth = 1.25;
      circle(ctx, x, y, 3);
      ctx.fill();
      ctx.stroke();
      break;
    case Kind.THREAD:
      tick(ctx, theme.muted, x, y, 4);
      break;
    case Kind.SIGNAL:
      if (crowded) {
        tick(ctx, theme.muted, x, y, 3);
        break;
      }
      ctx.fillStyle = theme.muted;
      ctx.beginPath();
      ctx.moveTo(x, y - 4);
      ctx.lineTo(x + 4, y);
      ctx.lineTo(x, y + 4);
      ctx.lineTo(x - 4, y);
      ctx.fill();
      break;
    case Kind.REMARK:
      ctx.fillStyle = theme.ink;
      ctx.fillRect(x - 2.5, y - 2.5, 5, 5);
      break;
  }
}

function circle(ctx: Context, x: number, y: number, radius: number): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
}

function tick(ctx: Context, colour: string, x: number, y: number, half: number): void {
  ctx.fillStyle = colour;
  ctx.fillRect(x - 0.5, y - half, 1, half * 2);
}

const LABEL_ROWS = [14, 27];

/** Below the line, since operations lie above it. */
function labelMarks(ctx: Context, scene: Scene, marks: Mark[], taken: Taken): void {
  const { run, theme } = scene;
  ctx.textBaseline = 'middle';
  ctx.font = `10.5px ${theme.font}`;
  let labels = 0;
  for (const { event, x, y } of marks) {
    const kind = run.kind[event];
    const rare = kind === Kind.CRASHED || kind === Kind.STARTED;
    if (!rare && marks.length / scene.stretch > (kind === Kind.TIMER ? MOST_NAMED / 2 : MOST_NAMED))
      continue;
    const text = markText(scene, event);
    if (!text) continue;
    const width = widthOf(ctx, text);
    const row = LABEL_ROWS.find(dy => taken.take(x - 2, y + dy - 7, width + 8, 14));
    if (row === undefined) continue;
    const ink = kind === Kind.CRASHED ? theme.adversary.process : theme.muted;
    haloed(ctx, text, x, y + row, ink, theme.paper);
    if (++labels >= MOST_LABELS) return;
  }
}

function markText(scene: Scene, event: number): string {
  const { run } = scene;
  switch (run.kind[event]) {
    case Kind.STARTED:
      return run.number[event] > 1 ? `incarnation ${run.number[event]}` : '';
    case Kind.CRASHED:
      return run.code[event] > 0 ? `crash, ${writes(run.code[event])} lost` : 'crash';
    case Kind.THREAD:
      return '';
    default: {
      const text = textOf(run, event);
      return text.length <= 28 ? text : text.slice(0, 27).trimEnd() + '…';
    }
  }
}
