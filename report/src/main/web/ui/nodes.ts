/** The menu that hides and shows lanes. */

import { laneOrder } from '../layout.ts';
import { NONE } from '../run.ts';
import type { Scene } from '../scene.ts';
import { count } from '../time.ts';
import { button, byId, element } from './dom.ts';

export class Nodes {
  private readonly menu = byId<HTMLDetailsElement>('nodes-menu');
  private readonly sheet = byId('nodes');
  private readonly summary = byId('nodes-count');
  private readonly events: number[];

  constructor(
    private readonly scene: Scene,
    private readonly changed: () => void,
  ) {
    this.events = new Array<number>(scene.lanes.length).fill(0);
    for (const lane of scene.run.lane) if (lane !== NONE) this.events[lane]++;
    document.addEventListener('pointerdown', down => {
      if (!this.menu.contains(down.target as Node)) this.menu.open = false;
    });
  }

  close(): boolean {
    const was = this.menu.open;
    this.menu.open = false;
    return was;
  }

  update(): void {
    const { lanes, filter } = this.scene;
    const hidden = filter.hiddenLanes.size;
    this.summary.textContent = hidden === 0 ? '' : `${lanes.length - hidden} of ${lanes.length}`;
    const rows = laneOrder(lanes).map((i, row) => {
      const box = element('input', { type: 'checkbox' });
      box.checked = !filter.hiddenLanes.has(i);
      box.addEventListener('change', () => {
        filter.toggle(filter.hiddenLanes, i);
        this.changed();
        this.sheet.querySelectorAll('input')[row]?.focus();
      });
      const quiet = element('span', { class: 'quiet' }, count(this.events[i]));
      return element('label', {}, box, lanes[i].name, quiet);
    });
    const all = button('Show all', '', () => {
      filter.hiddenLanes.clear();
      filter.apply();
      this.changed();
    });
    this.sheet.replaceChildren(...rows, all);
  }
}
