/** What is in view, as a table: for those who do not see the picture, and for those who do. */

import { Kind } from '../run.ts';
import type { Scene } from '../scene.ts';
import { count, seconds } from '../time.ts';
import { brief, what, where } from '../words.ts';
import { byId, element } from './dom.ts';

const MOST_ROWS = 250;
const PAUSE_MS = 140;

export class Table {
  private readonly body = byId<HTMLTableSectionElement>('rows');
  private readonly total = byId('list-count');
  private readonly scroll = byId('list-scroll');
  private timer = 0;
  private shown = '';

  constructor(
    private readonly scene: Scene,
    select: (event: number) => void,
  ) {
    this.body.addEventListener('click', clicked => {
      const row = (clicked.target as HTMLElement).closest('tr');
      if (row) select(Number(row.dataset['event']));
    });
  }

  /** Says that it lags behind the picture. */
  lag(): void {
    this.scroll.setAttribute('aria-busy', 'true');
  }

  /** Follows the picture as soon as it has come to rest. */
  update(): void {
    this.lag();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.fill(), PAUSE_MS);
  }

  private fill(): void {
    const { scene } = this;
    const visible: number[] = [];
    const [from, to] = scene.inSight();
    let inView = 0;
    const selectedInView = scene.selected >= from && scene.selected < to;
    const start = selectedInView ? this.windowStart(from) : from;
    for (let i = from; i < to; i++) {
      if (!scene.filter.visible[i]) continue;
      inView++;
      if (i >= start && visible.length < MOST_ROWS) visible.push(i);
    }
    const cut = visible.length < inView;
    this.total.textContent = cut ? `${visible.length} of ${count(inView)}` : count(inView);
    const key = `${visible[0]} ${visible[visible.length - 1]} ${visible.length} ${inView}`;
    if (key !== this.shown) {
      this.shown = key;
      this.body.replaceChildren(...visible.map(event => this.row(event)));
    }
    this.mark();
    this.scroll.setAttribute('aria-busy', 'false');
  }

  /** Some rows before the selected event, so that it is among those shown. */
  private windowStart(from: number): number {
    const { filter, selected } = this.scene;
    let start = selected;
    for (let i = selected, rows = 0; i >= from && rows < MOST_ROWS / 2; i--) {
      if (filter.visible[i]) {
        start = i;
        rows++;
      }
    }
    return start;
  }

  private mark(): void {
    const { selected } = this.scene;
    for (const row of this.body.rows) {
      const is = Number(row.dataset['event']) === selected;
      if (is !== (row.getAttribute('aria-selected') === 'true')) {
        row.setAttribute('aria-selected', String(is));
      }
      if (is) this.reveal(row);
    }
  }

  private reveal(row: HTMLElement): void {
    const head = 26;
    const { scroll } = this;
    const top = row.offsetTop - head;
    const bottom = row.offsetTop + row.offsetHeight;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    if (bottom > scroll.scrollTop + scroll.clientHeight) {
      scroll.scrollTop = bottom - scroll.clientHeight;
    }
  }

  private row(event: number): HTMLTableRowElement {
    const { run } = this.scene;
    const says = `${what(run, event)} ${brief(run, event)}`.trim();
    const place = where(run, event);
    const row = element(
      'tr',
      { 'data-event': String(event), 'aria-selected': 'false' },
      element('td', {}, seconds(run.nanos[event], 6)),
      element('td', { title: place }, place),
      element('td', { title: says }, says),
    );
    switch (run.kind[event]) {
      case Kind.VIOLATED:
        row.className = 'bad';
        break;
      case Kind.LOST:
      case Kind.FAULT_BEGAN:
      case Kind.CRASHED:
        row.className = 'adversary';
        break;
    }
    return row;
  }
}
