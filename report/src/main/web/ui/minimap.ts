/** The whole run in one strip, with a frame around what the picture shows. */

import { NONE } from '../run.ts';
import type { Scene } from '../scene.ts';
import { clamp } from '../layout.ts';
import { byId } from './dom.ts';

const INSET = 10;

export class Minimap {
  private readonly canvas = byId<HTMLCanvasElement>('minimap');
  private still: HTMLCanvasElement | undefined;
  private width = 0;
  private height = 0;

  constructor(
    private readonly scene: Scene,
    private readonly panned: () => void,
  ) {
    this.canvas.addEventListener('pointerdown', down => this.grab(down));
  }

  /** Forgets what it drew: the axis, the filter, the matches or the colours have changed. */
  renew(): void {
    this.still = undefined;
  }

  paint(): void {
    const { canvas, scene } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0) return;
    const ratio = devicePixelRatio;
    if (width !== this.width || height !== this.height || !this.still) {
      this.width = width;
      this.height = height;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.still = document.createElement('canvas');
      this.still.width = canvas.width;
      this.still.height = canvas.height;
      const ctx = this.still.getContext('2d');
      if (ctx) {
        ctx.scale(ratio, ratio);
        this.paintRun(ctx);
      }
    }
    const ctx = canvas.getContext('2d');
    if (!ctx) return;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(this.still, 0, 0);
    ctx.scale(ratio, ratio);
    const left = clamp(this.x(scene.viewport.start), 1, width - 4);
    const right = clamp(this.x(scene.viewport.end), left + 3, width - 1);
    ctx.fillStyle = scene.theme.accent;
    ctx.globalAlpha = 0.09;
    ctx.fillRect(left, 3, right - left, height - 6);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = scene.theme.accent;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.roundRect(left, 3, right - left, height - 6, 3);
    ctx.stroke();
  }

  private x(position: number): number {
    return INSET + (position / Math.max(this.scene.axis.end, 1e-9)) * (this.width - 2 * INSET);
  }

  private paintRun(ctx: CanvasRenderingContext2D): void {
    const { scene, width, height } = this;
    const { axis, filter, theme } = scene;
    const counts = new Float64Array(width);
    for (let i = 0; i < scene.run.count; i++) {
      if (filter.visible[i]) counts[clamp(Math.round(this.x(axis.positions[i])), 0, width - 1)]++;
    }
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    const base = height - 8;
    ctx.fillStyle = theme.faint;
    for (let x = 0; x < width; x++) {
      if (counts[x] === 0) continue;
      const tall = Math.max(1.5, (base - 16) * Math.sqrt(counts[x] / most));
      ctx.fillRect(x, base - tall, 1, tall);
    }
    ctx.globalAlpha = 0.75;
    for (const fault of scene.faults) {
      const left = this.x(axis.positions[fault.begin]);
      const right = fault.end === NONE ? width - INSET : this.x(axis.positions[fault.end]);
      ctx.fillStyle = theme.adversary[fault.note.family];
      ctx.fillRect(left, 7 + (fault.row % 3) * 3, Math.max(1.5, right - left), 2);
    }
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.accent;
    let last = -Infinity;
    for (const match of scene.matches) {
      const x = this.x(axis.positions[match]);
      if (x - last < 1) continue;
      last = x;
      ctx.fillRect(x - 0.5, base + 1, 1.5, 5);
    }
    if (scene.violation !== NONE) {
      ctx.fillStyle = theme.violation;
      ctx.fillRect(this.x(axis.positions[scene.violation]) - 1, 5, 2, height - 10);
    }
  }

  private grab(down: PointerEvent): void {
    const { canvas, scene } = this;
    canvas.setPointerCapture(down.pointerId);
    const box = canvas.getBoundingClientRect();
    const position = (event: PointerEvent): number =>
      ((event.clientX - box.left - INSET) / (this.width - 2 * INSET)) * scene.axis.end;
    const { viewport } = scene;
    const at = position(down);
    const inside = at >= viewport.start && at <= viewport.end;
    const offset = inside ? at - (viewport.start + viewport.end) / 2 : 0;
    const move = (event: PointerEvent): void => {
      viewport.center(position(event) - offset);
      this.panned();
    };
    const up = (): void => {
      canvas.removeEventListener('pointermove', move);
      canvas.removeEventListener('pointerup', up);
      canvas.removeEventListener('pointercancel', up);
    };
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    move(down);
  }
}
