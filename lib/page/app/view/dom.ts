import type { Piece } from '../messages/index.js';
import { breakable, harmless } from '../text.js';

/** A new element with classes and what is in it; text stays text. */
export function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** A heading of some level that can be given the focus. */
export function heading(level: number, className: string): HTMLHeadingElement {
  const element = made(`h${Math.min(level, 6)}` as 'h2', className);
  element.tabIndex = -1;
  return element;
}

export function button(className: string, press: () => void): HTMLButtonElement {
  const element = made('button', className);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}

/** What somebody else has written: it changes neither the direction nor the order of what stands around it. */
export function foreign(text: string): HTMLElement {
  const element = made('bdi', '', ...broken(breakable(harmless(text))));
  element.dir = 'auto';
  return element;
}

/** Pieces between which a line may break. */
export function broken(pieces: readonly string[]): readonly (Node | string)[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [made('wbr'), piece]));
}

/** A phrase, with what was filled in shown as foreign. */
export function pieces(phrase: readonly Piece[]): readonly (Node | string)[] {
  return phrase.map((piece) => (typeof piece === 'string' ? piece : foreign(piece.foreign)));
}

/** Writes only where it differs: live regions speak at every change. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function showIf(element: HTMLElement, isShown: boolean): void {
  if (element.hidden === isShown) element.hidden = !isShown;
}

let ids = 0;

/** An id that nothing else on the page has. */
export function uniqueId(): string {
  ids += 1;
  return `ciba-${ids}`;
}

/** A link into a new tab that tells the other side nothing. */
export function outwardLink(href: string): HTMLAnchorElement {
  const link = made('a', 'ciba-link');
  link.href = href;
  link.target = '_blank';
  link.rel = 'noreferrer noopener';
  return link;
}
