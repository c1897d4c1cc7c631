/** The selected event: what it says, when and why it happened, and what came of it. */

import { Fate } from '../derive.ts';
import { pretty } from '../pretty.ts';
import { Ending, Kind, NONE, onMessage, textOf, typeOf } from '../run.ts';
import type { Scene } from '../scene.ts';
import { count, exactly, length } from '../time.ts';
import { line, reason, what, where } from '../words.ts';
import { button, byId, element } from './dom.ts';

const CHAIN_SHOWN = 12;

export class Details {
  private readonly root = byId('details');

  constructor(
    private readonly scene: Scene,
    private readonly go: (event: number) => void,
  ) {}

  update(): void {
    const { scene } = this;
    const event = scene.selected;
    this.root.scrollTop = 0;
    if (event === NONE) {
      this.root.replaceChildren(
        element('p', { class: 'none' }, 'Select an event; ← and → step through them.'),
      );
      return;
    }
    const { run } = scene;
    const title = element('h2', {}, this.dot(event), where(run, event) || this.worldTitle(event));
    const says = element('p', { class: 'what' }, this.subtitle(event));
    const parts: Node[] = [title, says, this.facts(event)];
    const text = this.text(event);
    if (text) parts.push(element('pre', { tabindex: '0' }, pretty(text)));
    parts.push(...this.because());
    this.root.replaceChildren(...parts);
  }

  private worldTitle(event: number): string {
    return this.scene.run.kind[event] === Kind.VIOLATED
      ? textOf(this.scene.run, event)
      : what(this.scene.run, event);
  }

  private subtitle(event: number): string {
    const { run } = this.scene;
    const says = what(run, event);
    return onMessage(run.kind[event]) ? `${typeOf(run, event)}, ${says}` : says;
  }

  private text(event: number): string {
    const { run } = this.scene;
    if (run.kind[event] === Kind.VIOLATED) return typeOf(run, event);
    const fault = this.scene.faults.find(each => each.begin === event || each.end === event);
    return fault && run.lane[event] === NONE ? fault.note.text : textOf(run, event);
  }

  private dot(event: number): HTMLElement {
    const { run, theme } = this.scene;
    const dot = element('i');
    switch (run.kind[event]) {
      case Kind.VIOLATED:
        dot.style.background = theme.violation;
        break;
      case Kind.FAULT_BEGAN:
      case Kind.FAULT_ENDED:
      case Kind.LOST:
        dot.style.background = theme.adversary.network;
        break;
      case Kind.CRASHED:
        dot.style.background = theme.adversary.process;
        break;
      default:
        dot.style.background = onMessage(run.kind[event])
          ? theme.messages[this.scene.colour(run.type[event])]
          : theme.muted;
    }
    return dot;
  }

  private facts(event: number): HTMLElement {
    const list = element('dl');
    const add = (name: string, ...value: (Node | string)[]): void => {
      list.append(element('dt', {}, name), element('dd', {}, ...value));
    };
    const { run } = this.scene;
    add('time', exactly(run.nanos[event]));
    if (onMessage(run.kind[event])) this.messageFacts(event, add);
    if (run.kind[event] === Kind.INVOKED || run.kind[event] === Kind.COMPLETED) {
      this.operationFacts(event, add);
    }
    if (run.kind[event] === Kind.FAULT_BEGAN || run.kind[event] === Kind.FAULT_ENDED) {
      this.faultFacts(event, add);
    }
    if (run.kind[event] === Kind.STARTED || run.kind[event] === Kind.CRASHED) {
      add('incarnation', String(run.number[event]));
    }
    add('event', `${count(event + 1)} of ${count(run.count)}`);
    return list;
  }

  private messageFacts(event: number, add: (name: string, ...v: (Node | string)[]) => void): void {
    const { run, messages } = this.scene;
    add('number', `#${run.number[event]} on this link`);
    const sending = run.kind[event] === Kind.SENT ? event : run.related[event];
    if (sending === NONE) return;
    if (sending !== event) add('sent', this.link(sending, exactly(run.nanos[sending])));
    for (let m = messages.ofEvent[sending]; messages.start[m] === sending; m++) {
      const end = messages.end[m];
      const took = length(run.nanos[end] - run.nanos[sending]);
      if (messages.fate[m] === Fate.FLYING) add('fate', 'still on its way at the end');
      else if (end !== event) {
        const lost = messages.fate[m] === Fate.LOST;
        add(lost ? 'lost' : 'delivered', this.link(end, lost ? reason(run, end) : `after ${took}`));
      } else add('took', took);
    }
  }

  private operationFacts(
    event: number,
    add: (name: string, ...v: (Node | string)[]) => void,
  ): void {
    const { run, operations } = this.scene;
    const operation = operations.find(each => each.call === event || each.end === event);
    if (!operation) return;
    const { call, end } = operation;
    add('operation', String(operation.number));
    if (call !== event) add('called', this.link(call, textOf(run, call)));
    if (end === NONE) add('ended', 'not before the end of the run');
    else {
      const ending = run.code[end];
      const words = ending === Ending.OK ? 'returned' : run.header.endings[ending];
      if (end !== event) add(words, this.link(end, textOf(run, end)));
      add('took', length(run.nanos[end] - run.nanos[call]));
    }
  }

  private faultFacts(event: number, add: (name: string, ...v: (Node | string)[]) => void): void {
    const { run, faults } = this.scene;
    const fault = faults.find(each => each.begin === event || each.end === event);
    if (!fault) return;
    add('fault', fault.note.title);
    if (fault.note.instant) return;
    if (fault.begin !== event)
      add('began', this.link(fault.begin, exactly(run.nanos[fault.begin])));
    if (fault.end === NONE) add('over', 'not before the end of the run');
    else if (fault.end !== event) add('over', this.link(fault.end, exactly(run.nanos[fault.end])));
    if (fault.end !== NONE) add('lasted', length(run.nanos[fault.end] - run.nanos[fault.begin]));
  }

  private link(event: number, text: string): HTMLElement {
    return button(text, 'link', () => this.go(event));
  }

  /** The chain of events that led here. */
  private because(): Node[] {
    const { chain, run } = this.scene;
    if (chain.length < 2) return [];
    const list = element('ol');
    for (const event of chain.slice(1, CHAIN_SHOWN + 1)) {
      const item = this.link(event, '');
      item.append(element('span', {}, exactly(run.nanos[event]) + '  '), line(run, event));
      item.title = line(run, event);
      list.append(element('li', {}, item));
    }
    const more = chain.length - 1 - CHAIN_SHOWN;
    const heading = more > 0 ? `Because of (${more} more before)` : 'Because of';
    return [element('h3', {}, heading), list];
  }
}
