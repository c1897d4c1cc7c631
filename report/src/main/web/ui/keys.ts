/** The keyboard. */

import type { App } from '../app.ts';
import { NONE } from '../run.ts';
import { byId } from './dom.ts';

const ZOOM = 1.5;
const PAN = 0.2;

export function listenToKeys(app: App): void {
  const field = byId<HTMLInputElement>('search');
  field.addEventListener('input', () => app.search(field.value));
  field.addEventListener('keydown', event => {
    if (event.key === 'Enter') {
      event.preventDefault();
      app.toMatch(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      field.value = '';
      app.search('');
      byId('picture').focus();
    }
    event.stopPropagation();
  });
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || app.help.isOpen || typing(event)) return;
    if (press(app, field, event)) event.preventDefault();
  });
}

/** Whether the key belongs to the element that has the focus. */
function typing(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  if (event.key === 'Escape') return false;
  const own = at.closest('button, summary, input') && (event.key === 'Enter' || event.key === ' ');
  const scrolls =
    at.closest('.scroll, pre') && ['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key);
  return Boolean(own) || Boolean(scrolls);
}

function press(app: App, field: HTMLInputElement, event: KeyboardEvent): boolean {
  const { key, shiftKey } = event;
  switch (key) {
    case 'ArrowLeft':
    case 'k':
      app.step(-1, shiftKey);
      return true;
    case 'ArrowRight':
    case 'j':
      app.step(1, shiftKey);
      return true;
    case 'ArrowUp':
      app.acrossLanes(-1);
      return true;
    case 'ArrowDown':
      app.acrossLanes(1);
      return true;
    case 'Enter':
      app.follow();
      return true;
    case 'Home':
      app.first();
      return true;
    case 'End':
      app.last();
      return true;
    case 'v':
      app.toViolation();
      return true;
    case 'n':
      app.toNoReturn();
      return true;
    case 'f':
      app.toFault(1);
      return true;
    case 'F':
      app.toFault(-1);
      return true;
    case '/':
      field.focus();
      field.select();
      return true;
    case '+':
    case '=':
      app.zoom(ZOOM);
      return true;
    case '-':
    case '−':
      app.zoom(1 / ZOOM);
      return true;
    case '[':
      app.pan(PAN);
      return true;
    case ']':
      app.pan(-PAN);
      return true;
    case '0':
      app.fit();
      return true;
    case 'o':
      app.toggleAxis();
      return true;
    case 't':
      app.theme.toggle();
      return true;
    case 'x':
      app.clearFilters();
      return true;
    case '?':
      app.help.open();
      return true;
    case 'Escape':
      if (app.nodes.close()) return true;
      field.value = '';
      app.search('');
      app.select(NONE);
      return true;
    default:
      return false;
  }
}
