/** The names of the lanes, left of the picture. */

import type { Scene } from '../scene.ts';
import { button, byId, drawing, element } from './dom.ts';

export class Gutter {
  private readonly root = byId('gutter');
  private readonly corner = element('div', { class: 'corner' });
  private readonly labels = new Map<number, HTMLElement>();

  constructor(
    private readonly scene: Scene,
    hide: (lane: number) => void,
  ) {
    scene.lanes.forEach((lane, i) => {
      const name = element('span', { class: 'name', title: lane.name }, lane.name);
      const away = button('×', '', () => hide(i));
      away.setAttribute('aria-label', `Hide ${lane.name}`);
      away.title = 'Hide this lane';
      const label = element('div', { class: 'lane' }, icon(lane.client), name, away);
      this.labels.set(i, label);
      this.root.append(label);
    });
    this.root.append(this.corner);
  }

  /** Follows the lanes. */
  update(): void {
    const { scene } = this;
    this.corner.style.height = `${scene.layout.top}px`;
    const axis = element('span', { style: 'top: 9px' }, 'time');
    const { axisHeight, faultRows } = scene.layout;
    const faults = element('span', { style: `top: ${axisHeight + 4}px` }, 'faults');
    this.corner.replaceChildren(axis, ...(faultRows > 0 ? [faults] : []));
    for (const [lane, label] of this.labels) {
      const y = scene.y(lane);
      label.hidden = Number.isNaN(y);
      if (!label.hidden) label.style.top = `${Math.round(y)}px`;
    }
  }
}

/** A person for a client, a machine for a node. */
function icon(client: boolean): SVGSVGElement {
  return client
    ? drawing(
        '0 0 12 12',
        ['circle', { cx: '6', cy: '3.6', r: '2.3' }],
        ['path', { d: 'M1.5 11.2c.4-2.6 2-3.8 4.5-3.8s4.1 1.2 4.5 3.8' }],
      )
    : drawing(
        '0 0 12 12',
        ['rect', { x: '1.2', y: '1.5', width: '9.6', height: '3.8', rx: '1' }],
        ['rect', { x: '1.2', y: '6.7', width: '9.6', height: '3.8', rx: '1' }],
      );
}
