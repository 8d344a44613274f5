import type { Card } from '../state.js';
import { filled, type Texts } from '../texts.js';
import { made, showIf, uniqueId, write } from './dom.js';

/** Why a decision was not taken. */
export interface TroubleView {
  readonly element: HTMLElement;
  update(card: Card, texts: Texts): void;
}

export function troubleView(signIn: string | undefined): TroubleView {
  const text = made('span');
  const link = made('a', 'ciba-link');
  if (signIn !== undefined) link.href = signIn;
  const element = made('div', 'ciba-trouble', text, link);
  element.setAttribute('role', 'alert');
  element.id = uniqueId();
  element.hidden = true;
  return {
    element,
    update(card, texts) {
      write(text, textOf(card, texts));
      write(link, texts.messages.signInAgain);
      showIf(link, card.trouble === 'stepUp' && signIn !== undefined);
      showIf(element, card.trouble !== undefined);
    },
  };
}

function textOf({ trouble, attemptsLeft }: Card, { messages }: Texts): string {
  if (trouble === undefined) return '';
  if (trouble === 'wrongNumber' && attemptsLeft === 1) return messages.wrongNumberOnce;
  return filled(messages[trouble], { count: String(attemptsLeft ?? 0) });
}
