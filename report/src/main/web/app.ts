/** Ties the picture, its surroundings and the reader's input together. */

import { hit } from './hits.ts';
import { paint, type Picture } from './paint/paint.ts';
import { Kind, NONE } from './run.ts';
import type { Scene } from './scene.ts';
import { nextMatch, search } from './search.ts';
import { Still } from './still.ts';
import { readTheme, ThemeChoice } from './theme.ts';
import { count } from './time.ts';
import { Details } from './ui/details.ts';
import { byId } from './ui/dom.ts';
import { listen } from './ui/gestures.ts';
import { Gutter } from './ui/gutter.ts';
import { Help } from './ui/help.ts';
import { Legend } from './ui/legend.ts';
import { Minimap } from './ui/minimap.ts';
import { Nodes } from './ui/nodes.ts';
import { Table } from './ui/table.ts';
import { Tip } from './ui/tip.ts';
import { Told } from './ui/told.ts';
import { line } from './words.ts';

/** So many events are legible at once; a longer run opens at its end. */
const AT_FIRST = 400;
const CONTEXT = 160;
/** Once panning has paused for so long, the picture is painted as it should be. */
const SETTLED_MS = 140;

export class App {
  readonly help = new Help();
  readonly theme: ThemeChoice;
  readonly nodes: Nodes;
  private readonly canvas = byId<HTMLCanvasElement>('picture');
  private readonly ctx: CanvasRenderingContext2D;
  private readonly gutter: Gutter;
  private readonly tip: Tip;
  private readonly details: Details;
  private readonly table: Table;
  private readonly told: Told;
  private readonly minimap: Minimap;
  private readonly legend: Legend;
  private picture: Picture = {
    segments: [],
    marks: [],
    bars: [],
    states: [],
    faults: [],
    dense: 0,
  };
  private frame = 0;
  private readonly still = new Still();
  /** Whether the next frame differs from the last one only by where it is. */
  private gliding = false;
  private settling = 0;
  private query = '';

  constructor(readonly scene: Scene) {
    const ctx = this.canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error('this browser cannot draw on a canvas');
    this.ctx = ctx;
    const filtered = (): void => this.filtered();
    this.gutter = new Gutter(scene, lane => {
      scene.filter.toggle(scene.filter.hiddenLanes, lane);
      this.filtered();
    });
    this.tip = new Tip(scene);
    this.details = new Details(scene, event => this.select(event));
    this.table = new Table(scene, event => this.select(event));
    this.told = new Told(scene, event => this.select(event));
    this.minimap = new Minimap(scene, () => this.panned());
    this.legend = new Legend(scene, filtered);
    this.nodes = new Nodes(scene, filtered);
    this.theme = new ThemeChoice(() => this.recolour());
    listen(this.canvas, {
      viewport: () => scene.viewport,
      moved: () => this.moved(),
      panned: () => this.panned(),
      scrolled: dy => {
        scene.viewport.scrollY += dy;
        scene.clampScroll();
      },
      pointed: (x, y) => this.point(x, y),
      left: () => this.unpoint(),
      clicked: (x, y) => this.select(hit(scene, this.picture, x, y), false),
    });
    new ResizeObserver(() => this.resize()).observe(byId('plot'));
  }

  start(): void {
    this.resize();
    this.openingView();
    this.recolour();
    this.nodes.update();
    this.details.update();
    this.draw();
  }

  /** A short run is shown as a whole, a long one with the events before its violation or end. */
  private openingView(): void {
    const { scene } = this;
    const { run, viewport } = scene;
    if (run.count <= AT_FIRST) {
      // Where time would crowd most of a short run into a few pixels, steps show it all.
      if (this.crowded()) scene.setAxis('steps');
      this.axisChanged();
      viewport.fit();
      return;
    }
    const last = scene.violation === NONE ? run.count - 1 : scene.violation;
    const { positions } = scene.axis;
    // Where it was too late long before anybody saw it, that is what there is to see.
    const { noReturn } = scene;
    if (noReturn !== NONE && last - noReturn > CONTEXT) {
      const first = positions[Math.max(0, noReturn - CONTEXT / 2)];
      viewport.show(first, positions[Math.min(run.count - 1, noReturn + CONTEXT / 2)]);
      return;
    }
    const from = positions[Math.max(0, last - CONTEXT)];
    const span = (positions[last] - from) * 1.08;
    viewport.show(positions[last] - span, positions[last] + span * 0.06);
  }

  private crowded(): boolean {
    const { scene } = this;
    const { nanos, count: n } = scene.run;
    const pixel = scene.axis.end / Math.max(1, scene.viewport.width);
    let moments = 0;
    let close = 0;
    for (let i = 1; i < n; i++) {
      const gap = nanos[i] - nanos[i - 1];
      if (gap === 0) continue;
      moments++;
      if (gap < 3 * pixel) close++;
    }
    return close > moments * 0.4;
  }

  // --- what the reader does ---

  select(event: number, reveal = true): void {
    const { scene } = this;
    scene.select(event);
    if (event !== NONE) {
      if (reveal) {
        scene.viewport.reveal(scene.axis.positions[event]);
        scene.revealLane(event);
      }
      byId('spoken').textContent = line(scene.run, event);
    }
    this.details.update();
    this.told.update();
    this.moved();
  }

  step(direction: 1 | -1, sameLane: boolean): void {
    const { scene } = this;
    const { filter, run } = scene;
    const lane = scene.selected === NONE ? NONE : run.lane[scene.selected];
    const from = scene.selected === NONE ? this.beforeView(direction) : scene.selected;
    const accept = (event: number): boolean =>
      !sameLane || lane === NONE || run.lane[event] === lane;
    const next = filter.next(from, direction, accept);
    if (next !== NONE) this.select(next);
  }

  /** Stepping begins at what is in sight. */
  private beforeView(direction: 1 | -1): number {
    const [from, to] = this.scene.inSight();
    return direction === 1 ? from - 1 : to;
  }

  first(): void {
    this.selectIfAny(this.scene.filter.next(-1, 1));
  }

  last(): void {
    this.selectIfAny(this.scene.filter.next(this.scene.run.count, -1));
  }

  /** The event nearest in time on the next lane up or down. */
  acrossLanes(direction: 1 | -1): void {
    const { scene } = this;
    const { run, layout, filter, axis } = scene;
    const from = scene.selected === NONE ? this.beforeView(1) + 1 : scene.selected;
    const place = run.lane[from] === NONE ? -1 : layout.place[run.lane[from]];
    for (let to = place + direction; to >= 0 && to < layout.order.length; to += direction) {
      const there = (event: number): boolean => run.lane[event] === layout.order[to];
      const before = filter.next(from, -1, there);
      const after = filter.next(from, 1, there);
      if (before === NONE && after === NONE) continue;
      const distance = (event: number): number =>
        event === NONE ? Infinity : Math.abs(axis.positions[event] - axis.positions[from]);
      this.select(distance(before) < distance(after) ? before : after);
      return;
    }
  }

  /** From a sending to where it arrived, from a call to its end, from anything else to its cause. */
  follow(): void {
    const { scene } = this;
    const event = scene.selected;
    if (event === NONE) return;
    const kind = scene.run.kind[event];
    if (kind === Kind.SENT) {
      const end = scene.messages.end[scene.messages.ofEvent[event]];
      if (end !== event) this.select(end);
    } else if (kind === Kind.INVOKED) {
      this.selectIfAny(scene.operations.find(each => each.call === event)?.end ?? NONE);
    } else if (kind === Kind.FAULT_BEGAN) {
      this.selectIfAny(scene.faults.find(each => each.begin === event)?.end ?? NONE);
    } else {
      this.selectIfAny(scene.cause[event]);
    }
  }

  private selectIfAny(event: number): void {
    if (event !== NONE) this.select(event);
  }

  toViolation(): void {
    this.selectIfAny(this.scene.violation);
  }

  toNoReturn(): void {
    this.selectIfAny(this.scene.noReturn);
  }

  toFault(direction: 1 | -1): void {
    const { scene } = this;
    const isFault = (event: number): boolean => scene.run.kind[event] === Kind.FAULT_BEGAN;
    const from = scene.selected === NONE ? this.beforeView(direction) : scene.selected;
    const next = scene.filter.next(from, direction, isFault);
    const around = direction === 1 ? -1 : scene.run.count;
    this.selectIfAny(next === NONE ? scene.filter.next(around, direction, isFault) : next);
  }

  zoom(factor: number): void {
    const { scene } = this;
    const { viewport } = scene;
    const at = scene.selected === NONE ? viewport.width / 2 : scene.x(scene.selected);
    viewport.zoom(factor, at >= 0 && at <= viewport.width ? at : viewport.width / 2);
    this.moved();
  }

  pan(part: number): void {
    this.scene.viewport.pan(part * this.scene.viewport.width);
    this.moved();
  }

  fit(): void {
    this.scene.viewport.fit();
    this.moved();
  }

  toggleAxis(): void {
    const { scene } = this;
    scene.setAxis(scene.axis.mode === 'time' ? 'steps' : 'time');
    this.axisChanged();
    this.moved();
  }

  private axisChanged(): void {
    const { mode } = this.scene.axis;
    byId('axis-time').setAttribute('aria-pressed', String(mode === 'time'));
    byId('axis-steps').setAttribute('aria-pressed', String(mode === 'steps'));
    this.minimap.renew();
  }

  search(query: string): void {
    this.query = query;
    this.find();
    this.moved();
  }

  private find(): void {
    const { scene } = this;
    scene.matches = search(scene.run, scene.filter.visible, this.query);
    this.minimap.renew();
    this.sayFound();
  }

  toMatch(direction: 1 | -1): void {
    const { scene } = this;
    const from = scene.selected === NONE ? scene.inSight()[0] - 1 : scene.selected;
    this.selectIfAny(nextMatch(scene.matches, from, direction));
    this.sayFound();
  }

  private sayFound(): void {
    const { matches, selected } = this.scene;
    const at = matches.indexOf(selected);
    const total = matches.length === 0 ? 'none' : count(matches.length);
    byId('found').textContent =
      this.query.trim() === '' ? '' : at < 0 ? total : `${count(at + 1)} of ${total}`;
  }

  clearFilters(): void {
    this.scene.filter.clear();
    this.filtered();
  }

  // --- what follows from it ---

  private filtered(): void {
    this.scene.relayout();
    this.nodes.update();
    this.legend.update();
    this.find();
    this.moved();
  }

  private recolour(): void {
    this.scene.theme = readTheme(this.theme?.mode ?? 'light');
    this.legend.update();
    this.details.update();
    this.minimap.renew();
    this.moved();
  }

  private resize(): void {
    const plot = byId('plot');
    const gutter = byId('gutter').offsetWidth;
    const width = Math.max(50, plot.clientWidth - gutter);
    const height = Math.max(50, plot.clientHeight);
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.scene.resize(width, height);
    this.gliding = false;
    this.still.forget();
    this.draw();
  }

  /** Panning may be a hundred frames in a row that show nearly the same. */
  private panned(): void {
    this.table.lag();
    if (!this.frame) this.gliding = true;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  private moved(): void {
    this.gliding = false;
    this.still.forget();
    this.table.lag();
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { ctx, scene } = this;
    clearTimeout(this.settling);
    if (this.gliding) {
      this.gliding = false;
      this.still.show(ctx, scene, devicePixelRatio);
      this.minimap.paint();
      this.settling = window.setTimeout(() => this.draw(), SETTLED_MS);
      return;
    }
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.picture = paint(ctx, scene);
    this.gutter.update();
    this.minimap.paint();
    this.table.update();
    const hint = byId('hint');
    hint.hidden = this.picture.dense === 0;
    hint.textContent = `${count(this.picture.dense)} messages in view, drawn as a density; zoom in for arrows`;
  }

  private point(x: number, y: number): void {
    const { scene } = this;
    const event = hit(scene, this.picture, x, y);
    this.canvas.classList.toggle('over', event !== NONE);
    this.tip.show(event, x + this.canvas.offsetLeft, y);
    if (event !== scene.hovered) {
      scene.hovered = event;
      this.moved();
    }
  }

  private unpoint(): void {
    this.tip.hide();
    if (this.scene.hovered === NONE) return;
    this.scene.hovered = NONE;
    this.moved();
  }
}
