/** The list of keys. */

import { button, byId, element } from './dom.ts';

const KEYS: [string[], string][] = [
  [['←', '→'], 'previous, next event'],
  [['Shift ←', 'Shift →'], 'previous, next event on the same lane'],
  [['↑', '↓'], 'nearest event on the lane above, below'],
  [['Enter'], 'from a sending to its delivery, from anything else to its cause'],
  [['Home', 'End'], 'first, last event'],
  [['v'], 'the violation'],
  [['n'], 'the point of no return, where one is known'],
  [['f', 'Shift f'], 'next, previous fault'],
  [['/'], 'search; then Enter and Shift Enter go through what was found'],
  [['+', '−'], 'zoom in, out; also the wheel, or two fingers'],
  [['[', ']'], 'pan left, right; also dragging, or the wheel with Shift'],
  [['0'], 'show the whole run'],
  [['o'], 'axis: simulated time, or steps of equal length'],
  [['t'], 'light or dark'],
  [['x'], 'clear all filters'],
  [['Esc'], 'clear search and selection'],
  [['?'], 'this list'],
];

export class Help {
  private readonly dialog = byId<HTMLDialogElement>('help');

  constructor() {
    const close = button('×', 'icon', () => this.dialog.close());
    close.setAttribute('aria-label', 'Close');
    const list = element('dl');
    for (const [keys, what] of KEYS) {
      const names = keys.map(key => element('kbd', {}, key));
      list.append(element('dt', {}, ...names), element('dd', {}, what));
    }
    this.dialog.append(
      element('form', { method: 'dialog' }, element('h2', {}, 'Keys'), close),
      list,
    );
    this.dialog.addEventListener('click', click => {
      if (click.target === this.dialog) this.dialog.close();
    });
    byId('help-open').addEventListener('click', () => this.open());
  }

  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }
}
