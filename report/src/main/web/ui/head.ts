/** What stands above the picture. */

import type { App } from '../app.ts';
import { NONE } from '../run.ts';
import { count, exactly, seconds } from '../time.ts';
import { byId } from './dom.ts';

export function fillHead(app: App): void {
  const { run, violation, lanes } = app.scene;
  const { header } = run;
  byId('target').textContent = header.target;
  const clients = lanes.filter(lane => lane.client).length;
  const end = run.count === 0 ? 0 : run.nanos[run.count - 1];
  byId('facts').textContent = [
    `seed ${header.seed}`,
    `${count(run.count)} events`,
    `${seconds(end, 3)} simulated`,
    some(lanes.length - clients, 'node'),
    ...(clients > 0 ? [some(clients, 'client')] : []),
    `trace ${header.traceHash}`,
  ].join('  ·  ');
  verdict(app, violation);
  if (header.replay) replay(header.replay);
}

function some(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

function verdict(app: App, violation: number): void {
  const { run } = app.scene;
  const { property, detail } = run.header;
  const violated = Boolean(property) || violation !== NONE;
  byId('verdict').classList.toggle('violated', violated);
  byId('verdict-word').textContent = violated ? 'Violated' : 'Held';
  byId('property').textContent = violated ? (property ?? '') : 'No property was violated.';
  byId('detail').textContent = detail ?? '';
  byId('detail').title = detail ?? '';
  if (violation !== NONE) {
    const go = byId('go-violation');
    go.hidden = false;
    go.textContent = `at ${exactly(run.nanos[violation])}`;
    go.title = 'Show the violation (v)';
    go.addEventListener('click', () => app.toViolation());
  }
}

function replay(command: string): void {
  byId('replay').hidden = false;
  const code = byId('command');
  code.textContent = command;
  code.title = command;
  const copy = byId('copy');
  copy.addEventListener('click', () => {
    const done = (): void => {
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    };
    const select = (): void => {
      // Without the clipboard the reader copies the selected text.
      getSelection()?.selectAllChildren(code);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(command).then(done, select);
    else select();
  });
}
