/** The whole picture, from back to front. */

import type { Scene } from '../scene.ts';
import { labelMessages } from './arrows.ts';
import { paintHighlights } from './highlight.ts';
import { Taken } from './labels.ts';
import { paintDensity } from './density.ts';
import { paintGround, paintLanes } from './lanes.ts';
import { paintMarks, type Mark } from './marks.ts';
import { messagesInSight, paintMessages, type Segment } from './messages.ts';
import { paintNumbers } from './numbers.ts';
import { paintOperations, type Bar } from './operations.ts';
import { paintStates, type StateBar } from './states.ts';
import { paintGrid, paintMoments, paintTop, type FaultBar } from './top.ts';

/** With more messages in sight than this, single arrows are a thicket that nobody can read. */
const DENSE = 3_000;

/** What was drawn where, for the pointer to find. */
export interface Picture {
  segments: Segment[];
  marks: Mark[];
  bars: Bar[];
  states: StateBar[];
  faults: FaultBar[];
  /** How many messages are shown as a density; 0 when each has its arrow. */
  dense: number;
}

export function paint(ctx: CanvasRenderingContext2D, scene: Scene): Picture {
  const { layout, viewport, theme } = scene;
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, viewport.width, layout.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, layout.top, viewport.width, layout.height - layout.top);
  ctx.clip();
  const messages = messagesInSight(scene);
  const dense = messages.length / scene.stretch > DENSE;
  paintGround(ctx, scene);
  if (dense) paintDensity(ctx, scene, messages);
  paintGrid(ctx, scene);
  paintLanes(ctx, scene, dense);
  const segments = dense ? [] : paintMessages(ctx, scene, messages);
  const taken = new Taken();
  const bars = paintOperations(ctx, scene);
  const states = paintStates(ctx, scene);
  for (const bar of states) taken.take(bar.left, bar.top, bar.width, bar.height);
  for (const bar of bars) taken.take(bar.left, bar.top, bar.width, bar.height);
  const marks = paintMarks(ctx, scene, taken);
  labelMessages(ctx, scene, segments, taken);
  paintHighlights(ctx, scene, bars);
  ctx.restore();
  const faults = paintTop(ctx, scene);
  paintMoments(ctx, scene);
  paintNumbers(ctx, scene, faults);
  return {
    segments,
    marks,
    bars,
    states,
    faults,
    dense: dense ? Math.round(messages.length / scene.stretch) : 0,
  };
}
