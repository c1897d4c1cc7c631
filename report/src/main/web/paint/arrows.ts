/** What messages say, next to their arrows, as far as there is room. */

import { Fate } from '../derive.ts';
import { typeOf } from '../run.ts';
import { brief, reason } from '../words.ts';
import type { Scene } from '../scene.ts';
import { haloed, widthOf, type Taken } from './labels.ts';
import type { Segment } from './messages.ts';

type Context = CanvasRenderingContext2D;

/** With more arrows in sight, labels would hide them. */
const MOST_ARROWS = 260;
/** With more than this, the type has to do. */
const MOST_IN_FULL = 36;
const LONGEST = 30;
const PLACES = [0.5, 0.36, 0.64, 0.25, 0.75];

export function labelMessages(ctx: Context, scene: Scene, segments: Segment[], taken: Taken): void {
  const inSight = segments.length / scene.stretch;
  if (inSight > MOST_ARROWS) return;
  ctx.font = `11px ${scene.theme.font}`;
  ctx.textBaseline = 'middle';
  for (const each of segments) labelLoss(ctx, scene, each, taken);
  const inFull = inSight <= MOST_IN_FULL;
  // Where only types are named, one name does for all that is sent in one moment.
  let last = '';
  for (const each of segments) {
    const text = wording(scene, each.message, inFull);
    const moment = `${text} ${each.x1} ${each.y1}`;
    if (!inFull && moment === last) continue;
    if (label(ctx, scene, each, text, taken)) last = moment;
  }
}

function labelLoss(ctx: Context, scene: Scene, segment: Segment, taken: Taken): void {
  const { messages, theme, run } = scene;
  if (messages.fate[segment.message] !== Fate.LOST) return;
  const why = reason(run, messages.end[segment.message]);
  const text = why === 'network' ? 'lost' : why === 'cut' ? 'link cut' : why;
  const x = segment.x2 + 8;
  if (!taken.take(x - 2, segment.y2 - 7, widthOf(ctx, text) + 4, 14)) return;
  haloed(ctx, text, x, segment.y2, theme.adversary.network, theme.paper);
}

function wording(scene: Scene, message: number, inFull: boolean): string {
  const { run, messages } = scene;
  const sending = messages.start[message];
  const text = inFull ? brief(run, sending) : '';
  return text !== '' && text.length <= LONGEST ? text : typeOf(run, sending);
}

/** Says whether there was room. */
function label(ctx: Context, scene: Scene, segment: Segment, text: string, taken: Taken): boolean {
  const { messages, theme, viewport, layout } = scene;
  const { message, x1, y1, x2, y2 } = segment;
  const dx = Math.abs(x2 - x1);
  const dy = Math.abs(y2 - y1);
  if (Math.hypot(dx, dy) < 34) return false;
  const width = widthOf(ctx, text);
  const flat = dx > dy * 1.4;
  for (const place of PLACES) {
    const x = x1 + (x2 - x1) * place;
    const y = y1 + (y2 - y1) * place;
    if (x < 0 || x > viewport.width || y < layout.top) continue;
    const left = flat ? x - width / 2 : x + 7;
    const middle = flat ? y - 10 : y;
    if (left + width > viewport.width) continue;
    if (!taken.take(left - 3, middle - 7, width + 6, 14)) continue;
    const colour = theme.messages[scene.colour(messages.type[message])];
    haloed(ctx, text, left, middle, colour, theme.paper);
    return true;
  }
  return false;
}
