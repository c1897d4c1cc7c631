/** What the reader wants to see. */

import { Kind, NONE, onMessage, type Run } from './run.ts';

/** The kinds of marks that can be left out. */
export const MARKS: number[] = [Kind.TIMER, Kind.THREAD, Kind.SIGNAL, Kind.REMARK, Kind.STATE];

export class Filter {
  readonly hiddenLanes = new Set<number>();
  readonly hiddenTypes = new Set<number>();
  readonly hiddenMarks = new Set<number>();
  /** For each event whether it is to be seen. */
  readonly visible: Uint8Array;

  constructor(private readonly run: Run) {
    this.visible = new Uint8Array(run.count).fill(1);
  }

  get active(): boolean {
    return this.hiddenLanes.size + this.hiddenTypes.size + this.hiddenMarks.size > 0;
  }

  toggle(set: Set<number>, member: number): void {
    if (!set.delete(member)) set.add(member);
    this.apply();
  }

  clear(): void {
    this.hiddenLanes.clear();
    this.hiddenTypes.clear();
    this.hiddenMarks.clear();
    this.apply();
  }

  apply(): void {
    for (let i = 0; i < this.run.count; i++) this.visible[i] = this.sees(i) ? 1 : 0;
  }

  private sees(event: number): boolean {
    const { kind, lane, peer, type } = this.run;
    if (lane[event] !== NONE && this.hiddenLanes.has(lane[event])) return false;
    if (!onMessage(kind[event])) return !this.hiddenMarks.has(kind[event]);
    return !this.hiddenLanes.has(peer[event]) && !this.hiddenTypes.has(type[event]);
  }

  /** The next event to be seen from `event` in a direction, or NONE. */
  next(event: number, direction: 1 | -1, accept: (event: number) => boolean = () => true): number {
    for (let i = event + direction; i >= 0 && i < this.run.count; i += direction) {
      if (this.visible[i] && accept(i)) return i;
    }
    return NONE;
  }
}
