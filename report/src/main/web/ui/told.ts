/** Why the run went wrong and what happened in it, beside the picture; lines lead to events. */

import { NONE, type ToldLine } from '../run.ts';
import type { Scene } from '../scene.ts';
import { button, byId, element } from './dom.ts';

const NAMES = ['why', 'story', 'events'] as const;
type Name = (typeof NAMES)[number];

export class Told {
  private readonly links: [HTMLElement, number][] = [];

  constructor(
    private readonly scene: Scene,
    private readonly go: (event: number) => void,
  ) {
    const told = scene.run.header.explanation;
    if (!told) return;
    byId('tabs').hidden = false;
    this.fill('why', told.why);
    this.fill('story', told.story);
    for (const name of NAMES) {
      const tab = byId(`tab-${name}`);
      tab.addEventListener('click', () => this.open(name));
      tab.addEventListener('keydown', event => this.turn(event, name));
    }
    this.open(told.why.length > 0 ? 'why' : told.story.length > 0 ? 'story' : 'events');
  }

  private fill(name: Name, lines: ToldLine[]): void {
    byId(`tab-${name}`).hidden = lines.length === 0;
    const list = element('ol');
    for (const { text, event } of lines) {
      const item = element('li');
      if (event === NONE) item.textContent = text;
      else {
        const link = button(text, 'link', () => this.go(event));
        this.links.push([link, event]);
        item.append(link);
      }
      list.append(item);
    }
    byId(`panel-${name}`).replaceChildren(list);
  }

  private open(name: Name): void {
    for (const each of NAMES) {
      const tab = byId(`tab-${each}`);
      tab.setAttribute('aria-selected', String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
      byId(`panel-${each}`).hidden = each !== name;
    }
  }

  /** The arrow keys turn from one tab to the next. */
  private turn(event: KeyboardEvent, name: Name): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const shown = NAMES.filter(each => !byId(`tab-${each}`).hidden);
    const next = shown[(shown.indexOf(name) + step + shown.length) % shown.length];
    this.open(next);
    byId(`tab-${next}`).focus();
  }

  /** Marks the lines that tell of the selected event. */
  update(): void {
    for (const [link, event] of this.links) {
      if (event === this.scene.selected) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
}
