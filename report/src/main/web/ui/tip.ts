/** What an event says, next to the pointer. */

import { operationText } from '../paint/operations.ts';
import { pretty } from '../pretty.ts';
import { Kind, NONE, textOf } from '../run.ts';
import type { Scene } from '../scene.ts';
import { exactly, length } from '../time.ts';
import { what, where } from '../words.ts';
import { byId, element } from './dom.ts';

export class Tip {
  private readonly root = byId('tip');

  constructor(private readonly scene: Scene) {}

  hide(): void {
    this.root.hidden = true;
  }

  show(event: number, x: number, y: number): void {
    if (event === NONE) {
      this.hide();
      return;
    }
    this.root.replaceChildren(...this.contents(event));
    this.root.hidden = false;
    this.place(x, y);
  }

  private contents(event: number): Node[] {
    const { run } = this.scene;
    const place = where(run, event);
    const title = element('b', {}, place || what(run, event));
    const when = element('div', { class: 'when' }, exactly(run.nanos[event]));
    const result: Node[] = [title];
    if (place) result.push(document.createTextNode(' ' + what(run, event)));
    const took = this.took(event);
    if (took) when.append(' · ' + took);
    result.push(when);
    const text = this.text(event);
    if (text) result.push(element('pre', {}, pretty(text)));
    return result;
  }

  private text(event: number): string {
    const { run, operations, faults } = this.scene;
    const operation = operations.find(each => each.call === event);
    if (operation) return operationText(this.scene, operation);
    const fault = faults.find(each => each.begin === event);
    if (fault) return fault.note.text;
    return textOf(run, event);
  }

  private took(event: number): string {
    const { run } = this.scene;
    const since = run.related[event];
    const takes = [Kind.DELIVERED, Kind.LOST, Kind.COMPLETED, Kind.FAULT_ENDED] as number[];
    return since !== NONE && takes.includes(run.kind[event])
      ? `after ${length(run.nanos[event] - run.nanos[since])}`
      : '';
  }

  /** Beside the pointer, on the side where there is room. */
  private place(x: number, y: number): void {
    const plot = this.root.offsetParent;
    if (!plot) return;
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const left = x + 16 + width > plot.clientWidth ? Math.max(4, x - width - 14) : x + 16;
    const top = y + 18 + height > plot.clientHeight ? Math.max(4, y - height - 12) : y + 18;
    this.root.style.left = `${left}px`;
    this.root.style.top = `${top}px`;
  }
}
