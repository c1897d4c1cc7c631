/** What the picture's colours and shapes mean; what can be left out is a switch. */

import { Fate } from '../derive.ts';
import { MARKS } from '../filter.ts';
import { Ending, Kind, NONE, type Run } from '../run.ts';
import type { Scene } from '../scene.ts';
import { count } from '../time.ts';
import { byId, drawing, element } from './dom.ts';

type Shape = [string, Record<string, string>];

const MOST_TYPES = 14;
const BOX = '0 0 22 12';

export class Legend {
  private readonly root = byId('legend');

  constructor(
    private readonly scene: Scene,
    private readonly toggled: () => void,
  ) {}

  update(): void {
    const { scene } = this;
    const parts: Node[] = [];
    scene.types.slice(0, MOST_TYPES).forEach(([type, sent], i) => {
      const colour = scene.theme.messages[scene.colour(type)];
      const name = scene.run.header.strings[type];
      parts.push(
        this.toggle(arrow(colour), name, sent, scene.filter.hiddenTypes, type, `message-type-${i}`),
      );
    });
    const rest = scene.types.length - MOST_TYPES;
    if (rest > 0) parts.push(this.key([], `and ${rest} rarer types`));
    const present = kinds(scene.run);
    for (const kind of MARKS.filter(each => present.has(each))) {
      const [shapes, name] = this.mark(kind);
      const marks = present.get(kind) ?? 0;
      parts.push(this.toggle(shapes, name, marks, scene.filter.hiddenMarks, kind, `mark-${kind}`));
    }
    parts.push(element('span', { class: 'gap' }), ...this.keys(present));
    this.root.replaceChildren(...parts);
  }

  private toggle(
    shapes: Shape[],
    name: string,
    how: number,
    set: Set<number>,
    member: number,
    id: string,
  ): HTMLElement {
    const result = element('button', {
      type: 'button',
      'aria-pressed': String(!set.has(member)),
      'data-filter': id,
      title: `Show or hide: ${name}`,
    });
    result.append(drawing(BOX, ...shapes), name, element('small', {}, count(how)));
    result.addEventListener('click', () => {
      this.scene.filter.toggle(set, member);
      this.toggled();
      this.root.querySelector<HTMLElement>(`[data-filter="${id}"]`)?.focus();
    });
    return result;
  }

  private key(shapes: Shape[], name: string): HTMLElement {
    const result = element('span', { class: 'key' });
    if (shapes.length > 0) result.append(drawing(BOX, ...shapes));
    result.append(name);
    return result;
  }

  private mark(kind: number): [Shape[], string] {
    const { muted, paper, ink, band } = this.scene.theme;
    switch (kind) {
      case Kind.TIMER:
        return [
          [['circle', { cx: '11', cy: '6', r: '3.2', fill: paper, stroke: muted }]],
          'timers',
        ];
      case Kind.THREAD:
        return [[['path', { d: 'M11 1v10', stroke: muted, 'stroke-width': '1.5' }]], 'threads'];
      case Kind.SIGNAL:
        return [[['path', { d: 'M11 1.5 15.5 6 11 10.5 6.5 6z', fill: muted }]], 'signals'];
      case Kind.STATE:
        return [
          [
            ['rect', { x: '1', y: '2', width: '20', height: '8', fill: band, stroke: muted }],
            ['path', { d: 'M2 2v8', stroke: muted, 'stroke-width': '2' }],
          ],
          'states of nodes',
        ];
      default:
        return [[['path', { d: 'M8 3h6v6H8z', fill: ink }]], 'remarks'];
    }
  }

  /** Shapes that are always there, as far as this run has them. */
  private keys(present: Map<number, number>): HTMLElement[] {
    const { theme, run, faults, messages } = this.scene;
    const { adversary } = theme;
    const keys: HTMLElement[] = [];
    const line = (dash: string): Shape => [
      'path',
      { d: 'M1 6h20', stroke: theme.muted, 'stroke-width': '1.5', 'stroke-dasharray': dash },
    ];
    const cross = (stroke: string): Shape => [
      'path',
      { d: 'm7 2 8 8m0-8-8 8', stroke, 'stroke-width': '2' },
    ];
    const box = (fill: string, stroke: string, dash = ''): Shape => [
      'rect',
      {
        x: '1',
        y: '1',
        width: '20',
        height: '10',
        rx: '2.5',
        fill,
        stroke,
        'stroke-dasharray': dash,
      },
    ];
    const has = (kind: number): boolean => present.has(kind);
    if (has(Kind.LOST)) keys.push(this.key([line(''), cross(adversary.network)], 'lost'));
    if (has(Kind.DUPLICATED)) keys.push(this.key([line('4 2.5')], 'second copy'));
    if (messages.fate.includes(Fate.FLYING)) {
      keys.push(this.key([line('1.5 2.5')], 'still on its way'));
    }
    if (has(Kind.CRASHED)) keys.push(this.key([cross(adversary.process)], 'crash'));
    const endings = endingsOf(run);
    if (endings.has(Ending.OK)) keys.push(this.key([box(theme.okFill, theme.okEdge)], 'operation'));
    if (endings.has(Ending.FAIL)) keys.push(this.key([box(theme.paper, theme.failInk)], 'failed'));
    if (endings.has(Ending.INDETERMINATE)) {
      keys.push(this.key([box(theme.unknownFill, theme.unknownInk, '3 2')], 'outcome unknown'));
    }
    for (const family of ['network', 'process', 'clock', 'arbitrary'] as const) {
      if (!faults.some(fault => fault.note.family === family)) continue;
      const band: Shape = [
        'rect',
        { x: '0', y: '1', width: '22', height: '10', fill: adversary[family], opacity: '0.3' },
      ];
      const edge: Shape = [
        'path',
        { d: 'M1 1v10', stroke: adversary[family], 'stroke-width': '2' },
      ];
      keys.push(this.key([band, edge], `${family} fault`));
    }
    const bar = (stroke: string, dash: string): Shape => [
      'path',
      { d: 'M11 0v12', stroke, 'stroke-width': '2', 'stroke-dasharray': dash },
    ];
    if (has(Kind.HEALED)) keys.push(this.key([bar(theme.healed, '3 2')], 'healed'));
    if (this.scene.noReturn !== NONE) {
      keys.push(this.key([bar(adversary.process, '3 2')], 'point of no return'));
    }
    if (this.scene.parting !== NONE) {
      keys.push(this.key([bar(theme.accent, '3 2')], 'parts from the nearest run that holds'));
    }
    if (run.header.explanation?.faults.length) {
      keys.push(
        this.key(
          [['circle', { cx: '11', cy: '6', r: '5', fill: theme.violation }]],
          'needed fault',
        ),
      );
    }
    if (has(Kind.VIOLATED)) keys.push(this.key([bar(theme.violation, '')], 'violated'));
    return keys;
  }
}

function arrow(colour: string): Shape[] {
  return [
    ['path', { d: 'M1 6h16', stroke: colour, 'stroke-width': '2' }],
    ['path', { d: 'm22 6-7-3.4v6.8z', fill: colour }],
  ];
}

function kinds(run: Run): Map<number, number> {
  const result = new Map<number, number>();
  for (const kind of run.kind) result.set(kind, (result.get(kind) ?? 0) + 1);
  return result;
}

function endingsOf(run: Run): Set<number> {
  const result = new Set<number>();
  run.kind.forEach((kind, i) => {
    if (kind === Kind.COMPLETED) result.add(run.code[i]);
  });
  return result;
}
