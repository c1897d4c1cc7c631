/** Text that never lies on other text. */

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const ROW = 24;

/** What is taken already, by rows of pixels. */
export class Taken {
  private readonly rows = new Map<number, Box[]>();

  /** Takes the place if it is free. */
  take(left: number, top: number, width: number, height: number): boolean {
    const box = { left, top, right: left + width, bottom: top + height };
    const first = Math.floor(box.top / ROW);
    const last = Math.floor(box.bottom / ROW);
    for (let row = first; row <= last; row++) {
      if (this.rows.get(row)?.some(other => overlap(box, other))) return false;
    }
    for (let row = first; row <= last; row++) {
      const boxes = this.rows.get(row);
      if (boxes) boxes.push(box);
      else this.rows.set(row, [box]);
    }
    return true;
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

const widths = new Map<string, number>();

/** The width of a text in the context's font, remembered. */
export function widthOf(ctx: CanvasRenderingContext2D, text: string): number {
  const key = ctx.font + '\n' + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear();
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/**
 * As much of a text as fits, cut in its middle with an ellipsis, since texts of one kind begin alike;
 * empty where fewer than `least` letters would.
 */
export function fitted(
  ctx: CanvasRenderingContext2D,
  text: string,
  room: number,
  least: number,
): string {
  if (widthOf(ctx, text) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (ctx.measureText(cut(text, middle)).width <= room) low = middle;
    else high = middle - 1;
  }
  return low < least ? '' : cut(text, low);
}

/** So many letters of a text: two thirds of them from its beginning, the others from its end. */
export function cut(text: string, letters: number): string {
  const tail = Math.floor(letters / 3);
  return `${text.slice(0, letters - tail).trimEnd()}…${text.slice(text.length - tail).trimStart()}`;
}

/** Text with a rim in the colour of the paper, so that lines below do not cut it. */
export function haloed(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  ink: string,
  paper: string,
): void {
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4;
  ctx.strokeStyle = paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}
