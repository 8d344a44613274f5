import { phrase } from '../messages/index.js';
import { nameOf } from '../request.js';
import { explanationOf, titleOf } from '../spoken.js';
import type { Card, Ending } from '../state.js';
import type { Texts } from '../texts.js';
import { button, heading, made, pieces, setAttribute, write } from './dom.js';
import { type SymbolName, symbol } from './symbols.js';

/** What stands in the place of a request that was decided. */
export interface OutcomeView {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  update(texts: Texts): void;
  /** A button that may not be pressed keeps its focus. */
  hold(isHeld: boolean): void;
}

const SYMBOLS: Readonly<Record<Ending, SymbolName>> = {
  approved: 'check',
  approvedElsewhere: 'check',
  denied: 'cross',
  deniedByNumber: 'cross',
  deniedElsewhere: 'cross',
  reported: 'flag',
  reportedApproved: 'flag',
  tooLate: 'clock',
  withdrawn: 'clock',
  noLongerOpen: 'clock',
};

export function symbolOf(ending: Ending): SymbolName {
  return SYMBOLS[ending];
}

export function outcomeView(card: Card, headingLevel: number, dismiss: () => void): OutcomeView {
  const { ending = 'noLongerOpen', request } = card;
  const title = heading(headingLevel, 'ciba-title');
  const text = made('p', 'ciba-quiet');
  const done = button('ciba-button ciba-done', () => {
    if (done.getAttribute('aria-disabled') !== 'true') dismiss();
  });
  const badge = made('span', `ciba-badge ciba-${symbolOf(ending)}`, symbol(symbolOf(ending)));
  return {
    element: made('div', 'ciba-outcome', badge, title, text, done),
    title,
    update({ messages }) {
      const values = { client: nameOf(request.client) };
      write(title, messages[titleOf(card)]);
      text.replaceChildren(...pieces(phrase(messages[explanationOf(card)], values)));
      write(done, messages.done);
    },
    hold: (isHeld) => setAttribute(done, 'aria-disabled', String(isHeld)),
  };
}
