/** The picture, painted wider than the screen, so that panning only moves an image. */

import { paint } from './paint/paint.ts';
import type { Scene } from './scene.ts';

/** So many screens wide: half a screen to spare on either side. */
const STRETCH = 2;

export class Still {
  private readonly canvas = document.createElement('canvas');
  private readonly ctx = this.canvas.getContext('2d', { alpha: false });
  private start = NaN;
  private scale = NaN;
  private scrollY = NaN;

  /** Something has changed: what was painted is no longer true. */
  forget(): void {
    this.start = NaN;
  }

  private covers({ viewport }: Scene): boolean {
    const end = this.start + (viewport.span * this.canvas.width) / this.screenWidth;
    return (
      viewport.scale === this.scale &&
      viewport.scrollY === this.scrollY &&
      viewport.start >= this.start &&
      viewport.end <= end
    );
  }

  private screenWidth = 1;

  /** Shows the part that is in sight, and paints anew only where there is none. */
  show(ctx: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
    if (!this.covers(scene)) this.paint(scene, ctx.canvas, ratio);
    const left = (this.start - scene.viewport.start) * this.scale * ratio;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.canvas, Math.round(left), 0);
  }

  private paint(scene: Scene, screen: HTMLCanvasElement, ratio: number): void {
    const { canvas, ctx } = this;
    if (!ctx) return;
    const { viewport } = scene;
    const { start, width } = viewport;
    this.screenWidth = screen.width;
    if (canvas.width !== screen.width * STRETCH) canvas.width = screen.width * STRETCH;
    if (canvas.height !== screen.height) canvas.height = screen.height;
    this.scale = viewport.scale;
    this.scrollY = viewport.scrollY;
    viewport.width = width * STRETCH;
    viewport.start = start - (viewport.width - width) / 2 / viewport.scale;
    scene.stretch = STRETCH;
    this.start = viewport.start;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx, scene);
    scene.stretch = 1;
    viewport.start = start;
    viewport.width = width;
  }
}
