const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a field of 24 by 24. */
const SYMBOLS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11m0-11l-11 11',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 7.5V12l3 2',
  flag: 'M6 21V4.5h11l-2.5 4l2.5 4H6',
  shield: 'M12 3.5l7 2.5v5.5c0 4.3-2.9 7.6-7 9c-4.1-1.4-7-4.7-7-9V6zM9 12l2.2 2.2L15.2 10',
} as const;

export type SymbolName = keyof typeof SYMBOLS;

/** A picture that says nothing to those who do not see it. */
export function symbol(name: SymbolName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'ciba-symbol');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SYMBOLS[name]);
  svg.append(path);
  return svg;
}
