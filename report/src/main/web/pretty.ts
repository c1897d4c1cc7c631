/** Contents of messages, broken into lines where Java's records nest. */

const WIDTH = 44;

/** `A[b=1, c=D[e=2]]` with a line for each part, unless it is short. */
export function pretty(text: string): string {
  if (text.length <= WIDTH || !balanced(text)) return text;
  return block(text, 0);
}

function block(text: string, depth: number): string {
  const open = text.search(/[[{(]/);
  if (text.length + depth * 2 <= WIDTH || open < 0 || closing(text, open) !== text.length - 1) {
    return text;
  }
  const inner = parts(text.slice(open + 1, -1));
  const indent = '  '.repeat(depth + 1);
  const lines = inner.map(part => indent + block(part, depth + 1));
  const end = '  '.repeat(depth) + text[text.length - 1];
  return `${text.slice(0, open + 1)}\n${lines.join(',\n')}\n${end}`;
}

/** Splits at the commas that no bracket encloses. */
export function parts(text: string): string[] {
  const result: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if ('[{('.includes(text[i])) depth++;
    else if (']})'.includes(text[i])) depth--;
    else if (text[i] === ',' && depth === 0) {
      result.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  return last ? [...result, last] : result;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ('[{('.includes(text[i])) depth++;
    else if (']})'.includes(text[i]) && --depth === 0) return i;
  }
  return -1;
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const each of text) {
    if ('[{('.includes(each)) depth++;
    else if (']})'.includes(each) && --depth < 0) return false;
  }
  return depth === 0;
}
