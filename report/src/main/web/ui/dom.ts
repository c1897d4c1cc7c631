/** Elements, without a framework. Text only ever goes in as text. */

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element '${id}'`);
  return element as T;
}

type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const result = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) result.setAttribute(name, value);
  result.append(...children);
  return result;
}

export function button(text: string, className: string, click: () => void): HTMLButtonElement {
  const result = element('button', { type: 'button', class: className }, text);
  result.addEventListener('click', click);
  return result;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A small drawing: elements with their attributes, back to front. */
export function drawing(
  viewBox: string,
  ...shapes: [string, Record<string, string>][]
): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}
