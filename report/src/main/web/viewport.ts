/** What part of the axis is to be seen, and how large. */

export class Viewport {
  /** The axis position at the left edge. */
  start = 0;
  /** Pixels for one unit of the axis. */
  scale = 1;
  /** Pixels by which the lanes are scrolled up. */
  scrollY = 0;

  constructor(
    public axisEnd: number,
    public least: number,
    public width: number,
  ) {}

  x(position: number): number {
    return (position - this.start) * this.scale;
  }

  position(x: number): number {
    return this.start + x / this.scale;
  }

  get span(): number {
    return this.width / this.scale;
  }

  get end(): number {
    return this.start + this.span;
  }

  /** Room beyond the first and the last event, so that neither sticks to the edge. */
  private get margin(): number {
    return 36 / this.scale;
  }

  fit(): void {
    const room = Math.max(40, this.width - 72);
    this.scale = room / Math.max(this.axisEnd, this.least);
    this.start = -36 / this.scale;
  }

  show(from: number, to: number): void {
    const span = Math.max(to - from, this.least);
    this.scale = this.width / span;
    this.start = (from + to - span) / 2;
    this.clamp();
  }

  /** Makes the picture `factor` times as large, around what is at `x`. */
  zoom(factor: number, x: number): void {
    const anchor = this.position(x);
    const smallest = Math.max(40, this.width - 72) / Math.max(this.axisEnd, this.least);
    const largest = Math.max(this.width / this.least, smallest);
    this.scale = Math.max(smallest, Math.min(largest, this.scale * factor));
    this.start = anchor - x / this.scale;
    this.clamp();
  }

  pan(dx: number): void {
    this.start -= dx / this.scale;
    this.clamp();
  }

  center(position: number): void {
    this.start = position - this.span / 2;
    this.clamp();
  }

  /** Moves no further than needed for `position` to be seen well inside the edges. */
  reveal(position: number): void {
    const inset = Math.min(this.span / 4, 120 / this.scale);
    if (position < this.start + inset || position > this.end - inset) this.center(position);
  }

  clamp(): void {
    const low = -this.margin;
    const high = this.axisEnd + this.margin - this.span;
    this.start = high < low ? (low + high) / 2 : Math.max(low, Math.min(high, this.start));
  }
}
