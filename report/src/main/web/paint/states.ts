/** What nodes say of their state: a row below each of their lanes. */

import { NONE, textOf } from '../run.ts';
import type { State } from '../derive.ts';
import { STATE_HEIGHT } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { fitted, widthOf } from './labels.ts';

type Context = CanvasRenderingContext2D;

export interface StateBar {
  state: State;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A long state says itself again, so that part of it in sight always has its text. */
const REPEAT = 260;

/** Draws them and says where they lie. */
export function paintStates(ctx: Context, scene: Scene): StateBar[] {
  const { layout, viewport, theme, filter } = scene;
  const bars: StateBar[] = [];
  const lastRight = new Float64Array(scene.lanes.length).fill(-Infinity);
  ctx.font = `10.5px ${theme.font}`;
  ctx.textBaseline = 'middle';
  for (const state of scene.states) {
    const top = Math.round(layout.stateTop[state.lane] - viewport.scrollY);
    if (Number.isNaN(top) || layout.place[state.lane] < 0 || !filter.visible[state.begin]) continue;
    if (top > layout.height || top + STATE_HEIGHT < layout.top) continue;
    const left = scene.x(state.begin);
    const right = state.end === NONE ? viewport.x(scene.axis.end) : scene.x(state.end);
    if (right < 0 || left > viewport.width) continue;
    // Many short ones in one pixel are drawn as one.
    if (right - left < 1 && right < lastRight[state.lane] + 0.5) continue;
    lastRight[state.lane] = right;
    const width = Math.max(right - left, 1);
    const bar = { state, left, top, width, height: STATE_HEIGHT };
    bars.push(bar);
    paintState(ctx, scene, bar);
  }
  return bars;
}

function paintState(ctx: Context, scene: Scene, bar: StateBar): void {
  const { theme, viewport } = scene;
  const { state, left, top, width, height } = bar;
  const lit = state.begin === scene.selected || state.begin === scene.hovered;
  const from = Math.max(left, -4);
  const to = Math.min(left + width, viewport.width + 4);
  ctx.fillStyle = lit ? theme.accentWash : theme.band;
  ctx.fillRect(from, top, to - from, height);
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.strokeRect(from + 0.5, top + 0.5, to - from - 1, height - 1);
  ctx.fillStyle = theme.muted;
  ctx.fillRect(Math.round(left), top, 2, height);
  const text = textOf(scene.run, state.begin);
  ctx.fillStyle = theme.ink;
  for (let x = left + 6; x < to; x += Math.max(REPEAT, widthOf(ctx, text) + 40)) {
    if (x + REPEAT < 0) continue;
    const shown = fitted(ctx, text, left + width - x - 4, 3);
    // Again only where all of it fits.
    if (!shown || (x > left + 6 && shown !== text)) return;
    ctx.fillText(shown, x, top + height / 2 + 0.5);
  }
}
