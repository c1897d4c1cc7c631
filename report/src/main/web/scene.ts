/** All that the picture is made from: the run, what it means, and what the reader chose. */

import { Axis, type AxisMode } from './axis.ts';
import {
  causes,
  chain,
  faults,
  lives,
  messages,
  operations,
  states,
  type ActiveFault,
  type Life,
  type Messages,
  type Operation,
  type State,
} from './derive.ts';
import { Filter } from './filter.ts';
import { layout, type Layout } from './layout.ts';
import { Kind, NONE, onMessage, type Run } from './run.ts';
import { MESSAGE_COLOURS, type Theme } from './theme.ts';
import { Viewport } from './viewport.ts';

/** Messages are looked through in blocks, so that those out of sight cost next to nothing. */
export const BLOCK = 256;

const LONGEST_CHAIN = 64;

export class Scene {
  readonly messages: Messages;
  readonly lives: Life[];
  readonly operations: Operation[];
  readonly states: State[];
  readonly faults: ActiveFault[];
  readonly cause: Int32Array;
  readonly filter: Filter;
  readonly viewport: Viewport;
  /** For each string that is a type of messages, its colour's number. */
  readonly colourOfType: Map<number, number>;
  /** Types of messages, the most frequent first, with how often they were sent. */
  readonly types: [type: number, count: number][];
  readonly violation: number;
  readonly healed: number;
  /** The first event that came too late to save the run, and where the nearest good run parts. */
  readonly noReturn: number;
  readonly parting: number;

  axis!: Axis;
  layout!: Layout;
  /** For each block of messages the furthest position that one of them reaches. */
  reach!: Float64Array;
  /** How many screens wide the picture is that is being painted; what is crowded depends on it. */
  stretch = 1;
  selected = NONE;
  hovered = NONE;
  /** The selected event and what led to it. */
  chain: number[] = [];
  matches: Int32Array = new Int32Array(0);

  constructor(
    readonly run: Run,
    public theme: Theme,
  ) {
    this.messages = messages(run);
    this.lives = lives(run);
    this.operations = operations(run);
    this.states = states(run);
    this.faults = faults(run);
    this.cause = causes(run);
    this.filter = new Filter(run);
    this.types = countTypes(run);
    this.colourOfType = new Map(
      this.types.map(([type], i) => [type, Math.min(i, MESSAGE_COLOURS)]),
    );
    this.violation = run.kind.lastIndexOf(Kind.VIOLATED);
    this.healed = run.kind.lastIndexOf(Kind.HEALED);
    const told = run.header.explanation;
    this.noReturn = told ? firstAt(run, told.lost) : NONE;
    this.parting = told ? firstAt(run, told.parts) : NONE;
    this.viewport = new Viewport(1, 1, 800);
    this.setAxis('time');
    this.resize(800, 600);
  }

  get lanes(): Run['header']['lanes'] {
    return this.run.header.lanes;
  }

  /** Changes the axis and keeps in sight what was in sight. */
  setAxis(mode: AxisMode): void {
    const before = this.axis as Axis | undefined;
    const { viewport } = this;
    const from = before?.firstFrom(viewport.start) ?? 0;
    const to = before ? Math.min(before.firstFrom(viewport.end), this.run.count) - 1 : 0;
    this.axis = Axis.of(mode, this.run.nanos);
    viewport.axisEnd = this.axis.end;
    viewport.least = this.axis.least;
    if (before && to > from) {
      const { positions } = this.axis;
      const margin = (positions[to] - positions[from]) * 0.04;
      viewport.show(positions[from] - margin, positions[to] + margin);
    } else {
      viewport.fit();
    }
    this.measureReach();
  }

  private measureReach(): void {
    const { end, count } = this.messages;
    this.reach = new Float64Array(Math.ceil(count / BLOCK)).fill(-Infinity);
    for (let m = 0; m < count; m++) {
      const block = Math.floor(m / BLOCK);
      this.reach[block] = Math.max(this.reach[block], this.axis.positions[end[m]]);
    }
  }

  resize(width: number, height: number): void {
    const { viewport } = this;
    const span = viewport.span;
    viewport.width = width;
    viewport.scale = width / span;
    this.relayout(width, height);
  }

  relayout(width = this.layout.width, height = this.layout.height): void {
    this.layout = layout(
      this.lanes,
      this.filter.hiddenLanes,
      this.faults,
      width,
      height,
      this.speaking,
    );
    this.clampScroll();
  }

  clampScroll(): void {
    const most = Math.max(0, this.layout.bottom - this.layout.height);
    this.viewport.scrollY = Math.max(0, Math.min(most, this.viewport.scrollY));
  }

  /** Lanes of nodes that say what their state is. */
  private get speaking(): Set<number> {
    if (this.filter.hiddenMarks.has(Kind.STATE)) return new Set();
    return new Set(this.states.map(state => state.lane));
  }

  select(event: number): void {
    this.selected = event;
    this.chain = event === NONE ? [] : chain(this.cause, event, LONGEST_CHAIN);
  }

  x(event: number): number {
    return this.viewport.x(this.axis.positions[event]);
  }

  /** The height of a lane's line on the screen; NaN for a hidden lane. */
  y(lane: number): number {
    return this.layout.y[lane] - this.viewport.scrollY;
  }

  colour(type: number): number {
    return this.colourOfType.get(type) ?? MESSAGE_COLOURS;
  }

  /** Scrolls the lanes so that an event's lane is in sight. */
  revealLane(event: number): void {
    const lane = this.run.lane[event];
    if (lane === NONE) return;
    const y = this.y(lane);
    const half = this.layout.laneHeight / 2;
    if (y - half < this.layout.top) this.viewport.scrollY -= this.layout.top - (y - half);
    if (y + half > this.layout.height) this.viewport.scrollY += y + half - this.layout.height;
    this.clampScroll();
  }

  /** The events that are in sight, as a range. */
  inSight(): [from: number, to: number] {
    return [this.axis.firstFrom(this.viewport.start), this.axis.firstFrom(this.viewport.end)];
  }
}

/** The first event at or after a time; NONE where there is no such time or event. */
function firstAt(run: Run, nanos: number): number {
  return nanos < 0 ? NONE : run.nanos.findIndex(each => each >= nanos);
}

function countTypes(run: Run): [number, number][] {
  const counts = new Map<number, number>();
  for (let i = 0; i < run.count; i++) {
    if (run.kind[i] === Kind.SENT || (onMessage(run.kind[i]) && run.related[i] === NONE)) {
      counts.set(run.type[i], (counts.get(run.type[i]) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
