/** From events to positions along the picture, and back. */

import { digitsFor, seconds } from './time.ts';

export type AxisMode = 'time' | 'steps';

export interface Tick {
  position: number;
  label: string;
}

/**
 * Positions of events in one of two ways: by simulated time in nanoseconds, or one step for each
 * moment at which anything happened, so that what is crowded together and what lies far apart are
 * equally easy to read.
 */
export class Axis {
  readonly positions: Float64Array;
  readonly end: number;
  /** The smallest length that it makes sense to look at. */
  readonly least: number;

  private constructor(
    readonly mode: AxisMode,
    positions: Float64Array,
    private readonly moments: Float64Array,
    least: number,
  ) {
    this.positions = positions;
    this.end = positions.length === 0 ? 0 : positions[positions.length - 1];
    this.least = least;
  }

  static of(mode: AxisMode, nanos: Float64Array): Axis {
    const steps = new Float64Array(nanos.length);
    const moments: number[] = [];
    for (let i = 0; i < nanos.length; i++) {
      if (i === 0 || nanos[i] !== nanos[i - 1]) moments.push(nanos[i]);
      steps[i] = moments.length - 1;
    }
    return mode === 'time'
      ? new Axis(mode, nanos, Float64Array.from(moments), 100)
      : new Axis(mode, steps, Float64Array.from(moments), 4);
  }

  /** How many different moments there are. */
  get momentCount(): number {
    return this.moments.length;
  }

  nanosAt(position: number): number {
    if (this.mode === 'time') return position;
    const last = this.moments.length - 1;
    const at = Math.max(0, Math.min(last, position));
    const below = Math.floor(at);
    const above = Math.min(last, below + 1);
    return this.moments[below] + (at - below) * (this.moments[above] - this.moments[below]);
  }

  /** The first event at or after a position. */
  firstFrom(position: number): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.positions[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Round positions from `from` to `to`, at least `gap` apart. */
  ticks(from: number, to: number, gap: number): Tick[] {
    const step = Math.max(roundUp(gap), this.mode === 'steps' ? 1 : 0);
    const ticks: Tick[] = [];
    const low = Math.max(from, 0);
    const high = Math.min(to, this.end);
    for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) {
      ticks.push({ position: k * step, label: '' });
    }
    this.name(ticks, step);
    return ticks;
  }

  private name(ticks: Tick[], step: number): void {
    if (this.mode === 'time') {
      const digits = digitsFor(step);
      for (const tick of ticks) tick.label = seconds(tick.position, digits);
      return;
    }
    let digits = 3;
    const labels = (): string[] => ticks.map(t => seconds(this.nanosAt(t.position), digits));
    let named = labels();
    while (digits < 9 && new Set(named).size < named.length) {
      digits += 3;
      named = labels();
    }
    ticks.forEach((tick, i) => (tick.label = named[i]));
  }
}

/** The next of 1, 2, 5, 10, 20, 50 … */
export function roundUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  for (const factor of [1, 2, 5]) {
    if (factor * power >= number * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}
