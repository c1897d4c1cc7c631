/** Where the lanes lie. */

import type { Lane } from './run.ts';
import type { ActiveFault } from './derive.ts';

export interface Layout {
  width: number;
  height: number;
  /** Below the axis and the faults, where the lanes begin. */
  top: number;
  axisHeight: number;
  faultRows: number;
  faultRowHeight: number;
  laneHeight: number;
  /** Lanes from top to bottom, those that are not hidden. */
  order: number[];
  /** For each lane its place in `order`, or −1. */
  place: Int32Array;
  /** For each lane the height of its line, before scrolling. */
  y: Float64Array;
  /** For each lane the top of what its node says of its state, before scrolling; NaN for none. */
  stateTop: Float64Array;
  /** How far the lanes reach down, before scrolling. */
  bottom: number;
}

const AXIS = 30;
const GROUP_GAP = 14;
const PADDING = 8;
const MOST_FAULTS = 112;
/** `n2` comes before `n10`. */
const BY_NAME = new Intl.Collator('en', { numeric: true });
/** A lane's line lies at this part of its height: a client's operations need room above it. */
const CLIENT_LINE = 0.72;
const NODE_LINE = 0.54;
/** A row for the state of nodes, below all else on their lanes. */
export const STATE_HEIGHT = 16;
const STATE_GAP = 4;

export function layout(
  lanes: Lane[],
  hidden: Set<number>,
  faults: ActiveFault[],
  width: number,
  height: number,
  speaking: Set<number> = new Set(),
): Layout {
  const order = laneOrder(lanes).filter(lane => !hidden.has(lane));
  const clients = order.filter(lane => lanes[lane].client);
  const nodes = order.filter(lane => !lanes[lane].client);
  const faultRows = faults.reduce((most, fault) => Math.max(most, fault.row + 1), 0);
  const faultRowHeight = faultRows === 0 ? 0 : clamp(MOST_FAULTS / faultRows, 3, 20);
  const top = AXIS + (faultRows === 0 ? 0 : faultRows * faultRowHeight + 10);
  const gap = clients.length > 0 && nodes.length > 0 ? GROUP_GAP : 0;
  const stateRow = STATE_HEIGHT + STATE_GAP;
  const stateRows = order.filter(lane => speaking.has(lane)).length * stateRow;
  const room = height - top - gap - 2 * PADDING - stateRows;
  const laneHeight = clamp(room / Math.max(1, order.length), 46, 118);

  const y = new Float64Array(lanes.length).fill(NaN);
  const place = new Int32Array(lanes.length).fill(-1);
  const stateTop = new Float64Array(lanes.length).fill(NaN);
  let at = top + PADDING;
  order.forEach((lane, i) => {
    if (i === clients.length && i > 0) at += gap;
    y[lane] = at + laneHeight * (lanes[lane].client ? CLIENT_LINE : NODE_LINE);
    place[lane] = i;
    at += laneHeight;
    if (speaking.has(lane)) {
      stateTop[lane] = at;
      at += stateRow;
    }
  });
  return {
    width,
    height,
    top,
    axisHeight: AXIS,
    faultRows,
    faultRowHeight,
    laneHeight,
    order,
    place,
    y,
    stateTop,
    bottom: at + PADDING,
  };
}

/** Clients above nodes, each by name. */
export function laneOrder(lanes: Lane[]): number[] {
  const byName = lanes
    .map((_, i) => i)
    .sort((a, b) => BY_NAME.compare(lanes[a].name, lanes[b].name));
  return [...byName.filter(i => lanes[i].client), ...byName.filter(i => !lanes[i].client)];
}

/** The top edge of a lane, before scrolling. */
export function laneTop(layout: Layout, lanes: Lane[], lane: number): number {
  return layout.y[lane] - layout.laneHeight * (lanes[lane].client ? CLIENT_LINE : NODE_LINE);
}

export function clamp(number: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, number));
}
