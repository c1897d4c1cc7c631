/** Pointer and wheel on the picture: pan, zoom, point, select. */

import type { Viewport } from '../viewport.ts';

export interface Gestures {
  viewport: () => Viewport;
  /** The picture is another one. */
  moved: () => void;
  /** The picture is the same, seen from another place. */
  panned: () => void;
  scrolled: (dy: number) => void;
  pointed: (x: number, y: number) => void;
  left: () => void;
  clicked: (x: number, y: number) => void;
}

/** A press that moves less than this is a click. */
const CLICK = 4;
const WHEEL_ZOOM = 0.0016;
const LINE_PIXELS = 16;

export function listen(canvas: HTMLCanvasElement, to: Gestures): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let travelled = 0;

  const place = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) travelled = 0;
    else travelled = Infinity;
  });

  canvas.addEventListener('pointermove', event => {
    const now = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      to.pointed(now.x, now.y);
      return;
    }
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    travelled += Math.hypot(dx, dy);
    if (fingers.size === 1) {
      if (travelled < CLICK) return;
      to.viewport().pan(dx);
      to.scrolled(-dy);
      to.panned();
    } else {
      pinch(to.viewport(), fingers, event.pointerId, now);
      to.moved();
    }
    fingers.set(event.pointerId, now);
  });

  const up = (event: PointerEvent): void => {
    const was = fingers.delete(event.pointerId);
    if (was && event.type === 'pointerup' && travelled < CLICK) {
      const { x, y } = place(event);
      to.clicked(x, y);
    }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', () => to.left());

  canvas.addEventListener('dblclick', event => {
    to.viewport().zoom(event.shiftKey ? 0.5 : 2, place(event).x);
    to.moved();
  });

  canvas.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
      const dx = event.deltaX * unit;
      const dy = event.deltaY * unit;
      if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
        to.viewport().pan(event.shiftKey ? -(dx || dy) : -dx);
        to.panned();
        return;
      }
      // A pinch on a touch pad comes as a wheel with the control key, in finer steps.
      to.viewport().zoom(Math.exp(-dy * WHEEL_ZOOM * (event.ctrlKey ? 6 : 1)), place(event).x);
      to.moved();
    },
    { passive: false },
  );
}

function pinch(
  viewport: Viewport,
  fingers: Map<number, { x: number; y: number }>,
  moving: number,
  now: { x: number; y: number },
): void {
  const before = fingers.get(moving);
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  if (!before || !other) return;
  const wasApart = Math.max(12, Math.abs(before.x - other.x));
  const isApart = Math.max(12, Math.abs(now.x - other.x));
  viewport.zoom(isApart / wasApart, other.x);
  viewport.pan((now.x - before.x) / 2);
}
