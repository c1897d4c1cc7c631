import { App } from './app.ts';
import { decode } from './decode.ts';
import { Scene } from './scene.ts';
import { readTheme } from './theme.ts';
import { byId, element } from './ui/dom.ts';
import { fillHead } from './ui/head.ts';
import { listenToKeys } from './ui/keys.ts';

async function main(): Promise<void> {
  const data = byId('run');
  const run = await decode(data.textContent ?? '');
  data.remove();
  const app = new App(new Scene(run, readTheme('light')));
  fillHead(app);
  listenToKeys(app);
  const on = (id: string, click: () => void): void => {
    byId(id).addEventListener('click', click);
  };
  on('theme', () => app.theme.toggle());
  on('zoom-in', () => app.zoom(1.5));
  on('zoom-out', () => app.zoom(1 / 1.5));
  on('fit', () => app.fit());
  on('previous', () => app.step(-1, false));
  on('next', () => app.step(1, false));
  on('axis-time', () => app.scene.axis.mode === 'steps' && app.toggleAxis());
  on('axis-steps', () => app.scene.axis.mode === 'time' && app.toggleAxis());
  app.start();
  document.documentElement.dataset['ready'] = 'true';
}

main().catch((problem: unknown) => {
  const text = problem instanceof Error ? problem.message : String(problem);
  document.body.replaceChildren(
    element('p', { class: 'broken' }, `This diagram cannot be shown: ${text}`),
  );
});
